// result_blocks.hpp: The results of a product, an image of them, cut into blocks
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"
#include "sw/timeline/planned_command.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace weft {

/// Results line by line; those of a plain product are one column. Pooling stores one of every
/// `side` x `side`, `step` apart, the first `side` - `step` lines and columns before the image.
struct Results {
  std::int64_t height = 1, width = 1; ///< computed
  std::int64_t side = 1, step = 1;
  bool operator==(const Results&) const = default;

  std::int64_t before() const { return side - step; }
  std::int64_t storedHeight() const { return stored(height); }
  std::int64_t storedWidth() const { return stored(width); }
  /// Results along an axis of `size` that `kept` stored ones need.
  Extent needed(const Extent& kept, std::int64_t size) const;
  /// The most of these that `kept` neighbouring stored ones need.
  std::int64_t computed(std::int64_t kept, std::int64_t size) const {
    return std::min(size, side + (kept - 1) * step);
  }

private:
  std::int64_t stored(std::int64_t size) const { return (size + 2 * before() - side) / step + 1; }
};

Results resultsOf(const MatmulOp& op);

/// A rectangle of results that are computed, and one of what is stored of them.
struct ResultBlock {
  Extent lines, columns; ///< computed: a row of the accumulator each
  Extent storedLines, storedColumns;

  std::int64_t height() const { return lines.end - lines.begin; }
  std::int64_t width() const { return columns.end - columns.begin; }
  std::int64_t rows() const { return height() * width(); }
  std::int64_t storedHeight() const { return storedLines.end - storedLines.begin; }
  std::int64_t storedWidth() const { return storedColumns.end - storedColumns.begin; }
};

/// Stored lines and columns of a block.
struct BlockSize {
  std::int64_t lines = 1, columns = 1;
};

/// Blocks of one size, those at the ends smaller, line by line.
std::vector<ResultBlock> cutResults(const Results& results, const BlockSize& size);

/// Blocks of at most `rowsPerBlock` rows (`side` x `side` or more) of the accumulator: whole lines,
/// or parts of one stored line, in order. Pooled blocks overlap where windows do.
std::vector<ResultBlock> cutResults(const Results& results, std::int64_t rowsPerBlock);

/// Rows of blocks that cut the results as evenly as their number allows, of every number of blocks
/// that differs, at most `most`; descending. Never empty: a block holds one stored result.
std::vector<std::int64_t> evenRows(const Results& results, std::int64_t most);

/// Every size of `count` (at least 1) in even parts, largest first.
std::vector<std::int64_t> evenSizes(std::int64_t count);

/// Sizes of blocks that cut lines and columns evenly and compute at most `most` results.
std::vector<BlockSize> evenBlocks(const Results& results, std::int64_t most);

/// Rows that all blocks compute.
std::int64_t computedRows(const Results& results, std::int64_t rowsPerBlock);

} // namespace weft
