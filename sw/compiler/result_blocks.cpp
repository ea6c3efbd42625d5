// result_blocks.cpp: The results of a product, an image of them, cut into blocks
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/result_blocks.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Results along an axis that `kept` neighbouring stored ones need, away from the edges.
std::int64_t span(const Results& results, std::int64_t kept) {
  return results.side + (kept - 1) * results.step;
}

/// Stored ones along an axis that `size` results suffice for.
std::int64_t keptOf(const Results& results, std::int64_t size) {
  return (size - results.side) / results.step + 1;
}

std::int64_t neededWidth(const Results& results) {
  const Extent all = results.needed({0, results.storedWidth()}, results.width);
  return all.end - all.begin;
}

BlockSize blockSize(const Results& results, std::int64_t rowsPerBlock) {
  const std::int64_t lines = rowsPerBlock / neededWidth(results);
  if (lines >= results.side)
    return {keptOf(results, lines), results.storedWidth()};
  return {1, std::max<std::int64_t>(1, keptOf(results, rowsPerBlock / results.side))};
}

} // namespace

std::vector<std::int64_t> evenSizes(std::int64_t count) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t parts = 1; parts <= count;) {
    const std::int64_t size = ceilDiv(count, parts);
    sizes.push_back(size);
    if (size == 1)
      break;
    parts = ceilDiv(count, size - 1);
  }
  return sizes;
}

Extent Results::needed(const Extent& kept, std::int64_t size) const {
  return {std::max<std::int64_t>(0, kept.begin * step - before()),
          std::min(size, (kept.end - 1) * step - before() + side)};
}

Results resultsOf(const MatmulOp& op) {
  if (!op.window)
    return {static_cast<std::int64_t>(op.M), 1};
  Results results{static_cast<std::int64_t>(op.window->output.height),
                  static_cast<std::int64_t>(op.window->output.width)};
  if (op.window->pooling != Pooling::none) {
    results.side = static_cast<std::int64_t>(sideOf(op.window->pooling));
    results.step = static_cast<std::int64_t>(kPoolStride);
  }
  return results;
}

std::vector<ResultBlock> cutResults(const Results& results, std::int64_t rowsPerBlock) {
  return cutResults(results, blockSize(results, rowsPerBlock));
}

std::vector<ResultBlock> cutResults(const Results& results, const BlockSize& size) {
  const auto [lines, columns] = size;
  std::vector<ResultBlock> blocks;
  for (std::int64_t y = 0; y < results.storedHeight(); y += lines)
    for (std::int64_t x = 0; x < results.storedWidth(); x += columns) {
      const Extent keptLines{y, std::min(y + lines, results.storedHeight())};
      const Extent keptColumns{x, std::min(x + columns, results.storedWidth())};
      blocks.push_back({results.needed(keptLines, results.height),
                        results.needed(keptColumns, results.width), keptLines, keptColumns});
    }
  return blocks;
}

std::vector<std::int64_t> evenRows(const Results& results, std::int64_t most) {
  const std::int64_t width = neededWidth(results);
  std::vector<std::int64_t> rows;
  for (const std::int64_t lines : evenSizes(results.storedHeight()))
    rows.push_back(span(results, lines) * width);
  for (const std::int64_t columns : evenSizes(results.storedWidth()))
    if (span(results, columns) < width)
      rows.push_back(results.side * span(results, columns));
  const std::int64_t least = rows.back();
  std::erase_if(rows, [&](std::int64_t each) { return each > most && each > least; });
  return rows;
}

std::vector<BlockSize> evenBlocks(const Results& results, std::int64_t most) {
  std::vector<BlockSize> blocks;
  for (const std::int64_t lines : evenSizes(results.storedHeight()))
    for (const std::int64_t columns : evenSizes(results.storedWidth()))
      if (results.computed(lines, results.height) * results.computed(columns, results.width) <=
          most)
        blocks.push_back({lines, columns});
  return blocks;
}

std::int64_t computedRows(const Results& results, std::int64_t rowsPerBlock) {
  std::int64_t rows = 0;
  for (const ResultBlock& block : cutResults(results, rowsPerBlock))
    rows += block.rows();
  return rows;
}

} // namespace weft
