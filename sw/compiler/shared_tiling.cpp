// shared_tiling.cpp: How attention on the array is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/shared_tiling.hpp"

#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace weft {
namespace {

/// Two blocks take turns so that one is scored while the other goes through the softmax: their
/// scores lie in different halves of the accumulator, and so do scores and weighted values where
/// there is but one.
bool fits(const SharedTiling& t, const ArrayCapacity& capacity) {
  const std::int64_t half = capacity.accumulatorRows / 2;
  const bool accumulates =
      t.slots > 1 ? t.slots * t.weightedRows() + t.scoreRows() <= half : t.weightedRows() <= half;
  return accumulates && t.scoreRows() <= half &&
         t.slots * (t.queryWords() + t.shareWords()) <= capacity.activationWords &&
         t.slots * (t.keyWords() + t.valueWords()) <= capacity.weightWords;
}

/// Cycles of the array, and what is exposed around each block.
std::int64_t estimate(const SharedTiling& t, std::int64_t queries, std::int64_t keys) {
  constexpr std::int64_t kGap = 60;       // of one block behind another
  constexpr std::int64_t kTurnaround = 4; // a block alone: scores, softmax, values, each waited for
  const std::int64_t blocks = ceilDiv(queries, t.queries) * ceilDiv(keys, t.keys);
  const std::int64_t tiles =
      t.queryTiles() * (t.keys / t.columns) + t.keys / t.rows * t.valueTiles();
  const std::int64_t cycles = tiles * std::max(t.queries, t.rows);
  return blocks * (t.slots > 1 ? cycles + kGap : 2 * cycles + kTurnaround * kGap);
}

/// Blocks of queries and keys, halved from the largest on.
std::vector<std::int64_t> halved(std::int64_t largest, std::int64_t unit) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t units = ceilDiv(largest, unit); units > 1;
       units = ceilDiv<std::int64_t>(units, 2))
    sizes.push_back(units * unit);
  sizes.push_back(unit);
  return sizes;
}

} // namespace

std::int64_t SharedTiling::queryTiles() const { return ceilDiv(headSize, rows); }
std::int64_t SharedTiling::valueTiles() const { return ceilDiv(headSize, columns); }
std::int64_t SharedTiling::keyTileWords() const {
  return roundUp(headSize, std::max(rows, columns));
}
std::int64_t SharedTiling::queryWords() const { return queries * queryTiles(); }
std::int64_t SharedTiling::shareWords() const { return queries * (keys / rows); }
std::int64_t SharedTiling::keyWords() const { return keys / columns * keyTileWords(); }
std::int64_t SharedTiling::valueWords() const { return keys * valueTiles(); }
std::int64_t SharedTiling::scoreRows() const { return keys / columns * queries; }
std::int64_t SharedTiling::weightedRows() const { return valueTiles() * queries; }

SharedTiling chooseSharedTiling(const AttentionOp& op, const Config& config,
                                const ArrayCapacity& capacity) {
  const auto queries = static_cast<std::int64_t>(op.L), keys = static_cast<std::int64_t>(op.S);
  SharedTiling tiling{.rows = capacity.rows,
                      .columns = capacity.columns,
                      .chunk = config.attention.chunk,
                      .headSize = static_cast<std::int64_t>(op.D)};
  std::optional<SharedTiling> best;
  for (tiling.slots = 2; tiling.slots >= 1; --tiling.slots)
    for (const std::int64_t rows :
         halved(std::min<std::int64_t>(queries, config.attention.queryBlock), 1))
      for (const std::int64_t block : halved(keys, tiling.chunk)) {
        tiling.queries = rows;
        tiling.keys = block;
        if (fits(tiling, capacity) &&
            (!best || estimate(tiling, queries, keys) < estimate(*best, queries, keys)))
          best = tiling;
      }
  if (!best)
    throw DesignError("attention: a chunk of " + std::to_string(tiling.chunk) + " keys of " +
                      std::to_string(tiling.headSize) +
                      " elements does not fit the scratchpad beside its values");
  return *best;
}

} // namespace weft
