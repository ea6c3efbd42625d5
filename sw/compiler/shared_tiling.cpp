// shared_tiling.cpp: How attention on the array is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/shared_tiling.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace weft {
namespace {

/// Blocks of keys take turns so that one is scored while the other goes through the softmax: then
/// their scores lie in different halves of the accumulator.
bool fits(const SharedTiling& t, const ArrayCapacity& capacity) {
  const std::int64_t half = capacity.accumulatorRows / 2;
  const std::int64_t beside = t.slots > 1 ? t.scoreRows() : 0;
  return t.blocks * t.weightedRows() + beside <= half && t.scoreRows() <= half &&
         t.blocks * t.queryWords() + t.slots * t.shareWords() <= capacity.activationWords &&
         t.slots * (t.keyWords() + t.valueWords()) <= capacity.weightWords;
}

constexpr std::int64_t kStep = 60; ///< cycles from one engine's last row to the next one's first

std::int64_t beatsOrWords(const SharedTiling& t, std::int64_t busBytes) {
  return std::max(ceilDiv(t.headSize, busBytes), t.valueTiles());
}

/// Cycles of the load engine for a block of keys and its values.
std::int64_t loadCycles(const SharedTiling& t, std::int64_t busBytes) {
  const std::int64_t run = beatsOrWords(t, busBytes);
  return t.keys / t.columns * (t.columns * run + t.keyTileWords()) + t.keys * run;
}

std::int64_t arrayCycles(const SharedTiling& t) {
  const std::int64_t tiles =
      t.queryTiles() * (t.keys / t.columns) + t.keys / t.rows * t.valueTiles();
  return tiles * std::max(t.queries, t.rows);
}

/// Cycles of the whole operator; what is not hidden is added up.
std::int64_t estimate(const SharedTiling& t, std::int64_t queries, std::int64_t keys,
                      const Config& config) {
  const std::int64_t array = arrayCycles(t), load = loadCycles(t, config.bus.bytes);
  const std::int64_t softmax = t.keys / chunkExponentLanes(config) * t.queries;
  const std::int64_t item =
      t.slots > 1 ? std::max({array, load, softmax}) + kStep : array + load + softmax + 4 * kStep;
  const std::int64_t turn = t.queries * beatsOrWords(t, config.bus.bytes) + 2 * t.weightedRows();
  const std::int64_t block = t.blocks > 1 ? 0 : turn + 2 * kStep;
  return ceilDiv(queries, t.queries) * (ceilDiv(keys, t.keys) * item + block);
}

/// Sizes of at most `most` that cut `total` into blocks as even as units allow, the largest first:
/// into every number of blocks up to a few, then into twice as many each time.
std::vector<std::int64_t> evenSizes(std::int64_t total, std::int64_t unit, std::int64_t most) {
  constexpr std::int64_t kEach = 8; // numbers of blocks that are all tried
  const std::int64_t units = ceilDiv(total, unit);
  std::vector<std::int64_t> sizes;
  for (std::int64_t blocks = ceilDiv(total, most); blocks < units;
       blocks += static_cast<std::int64_t>(sizes.size()) < kEach ? 1 : blocks)
    sizes.push_back(ceilDiv(units, blocks) * unit);
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
  const auto offer = [&] {
    if (fits(tiling, capacity) &&
        (!best || estimate(tiling, queries, keys, config) < estimate(*best, queries, keys, config)))
      best = tiling;
  };
  for (tiling.slots = 1; tiling.slots <= 2; ++tiling.slots)
    for (tiling.blocks = 1; tiling.blocks <= 2; ++tiling.blocks)
      for (const std::int64_t rows : evenSizes(queries, 1, config.attention.queryBlock))
        for (const std::int64_t block : evenSizes(keys, tiling.chunk, keys + tiling.chunk)) {
          tiling.queries = rows;
          tiling.keys = block;
          offer();
        }
  if (!best)
    throw DesignError("attention: a chunk of " + std::to_string(tiling.chunk) + " keys of " +
                      std::to_string(tiling.headSize) +
                      " elements does not fit the scratchpad beside its values");
  return *best;
}

} // namespace weft
