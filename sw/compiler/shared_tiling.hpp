// shared_tiling.hpp: How attention on the array is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/compiler/matmul_shape.hpp"
#include "sw/model/graph.hpp"

#include <cstdint>

namespace weft {

/// What the operands of one block of queries and one of keys take on chip, in words and rows.
struct SharedTiling {
  std::int64_t rows = 0, columns = 0; ///< of the array
  std::int64_t chunk = 0;             ///< keys that share an exponent: a multiple of both
  std::int64_t headSize = 0;
  std::int64_t queries = 0; ///< of a block
  std::int64_t keys = 0;    ///< of a block: a multiple of the chunk
  std::int64_t slots = 1;   ///< blocks of keys that have a place at a time: 2 when they take turns
  std::int64_t blocks = 1;  ///< and of queries

  std::int64_t queryTiles() const;   ///< k tiles of q k^T
  std::int64_t valueTiles() const;   ///< n tiles of p v
  std::int64_t keyTileWords() const; ///< weight words between n tiles of q k^T
  std::int64_t queryWords() const;   ///< activation words of a block of queries
  std::int64_t shareWords() const;   ///< activation words of its probabilities
  std::int64_t keyWords() const;     ///< weight words of a block of keys
  std::int64_t valueWords() const;   ///< weight words of their values
  std::int64_t scoreRows() const;    ///< accumulator rows of the scores
  std::int64_t weightedRows() const; ///< accumulator rows of the weighted values
};

/// The tiling with which an estimate finds the fewest cycles of those that fit. Throws DesignError
/// when not even one query and one chunk of keys do.
SharedTiling chooseSharedTiling(const AttentionOp& op, const Config& config,
                                const ArrayCapacity& capacity);

} // namespace weft
