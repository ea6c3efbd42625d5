// matmul_tiling.cpp: How a matrix product is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_tiling.hpp"

#include "gen/config/derived.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/matmul_estimate.hpp"

#include <algorithm>
#include <string>

namespace weft {
namespace {

std::int64_t alignedKTiles(const ArrayCapacity& c) { return alignedTiles(c.busBytes, c.rows); }
std::int64_t alignedNTiles(const MatmulShape& s, const ArrayCapacity& c) {
  return alignedTiles(c.busBytes, c.columns * s.outputBytes);
}

bool startsAligned(const MatmulShape& s, const MatmulTiling& t, const ArrayCapacity& c) {
  return (t.kTiles >= tilesPerGroup(s.K, c.rows) || t.kTiles % alignedKTiles(c) == 0) &&
         (t.nTiles >= tilesPerGroup(s.N, c.columns) || t.nTiles % alignedNTiles(s, c) == 0);
}

/// Heads that lie apart start at aligned addresses whatever their number.
std::int64_t mostNTiles(const MatmulShape& s, const ArrayCapacity& c) {
  if (s.mostColumns == 0)
    return tileCount(s.N, c.columns);
  const std::int64_t tiles = ceilDiv(s.mostColumns, c.columns);
  return s.N.perGroup == s.mostColumns ? tiles : std::max(tiles, alignedNTiles(s, c));
}

/// The words between the groups of a slab, and the rows, are 16-bit fields.
bool fieldsHold(const MatmulShape& s, const MatmulTiling& t, const ArrayCapacity& c) {
  const std::int64_t perGroup = tilesPerGroup(s.K, c.rows);
  const std::int64_t apart = t.kTiles > perGroup ? perGroup : 1;
  return apart * t.rowsPerBlock <= isa::kHalf;
}

bool fits(const MatmulShape& s, const MatmulTiling& t, const ArrayCapacity& c) {
  return fieldsHold(s, t, c) && t.nTiles <= mostNTiles(s, c) &&
         t.rowsPerBlock * t.nTiles <= c.accumulatorRows / 2 &&
         t.activationSlotWords() <= c.activationWords / 2 &&
         t.weightSlotWords(c.rows) <= c.weightWords / 2 && t.nTiles <= c.parameterWords / 2;
}

/// The tiling with the least cost among those offered, the first of equals.
class Cheapest {
public:
  Cheapest(const MatmulShape& shape, const ArrayCapacity& capacity)
      : shape_(shape), capacity_(capacity), estimate_(shape, capacity) {}

  void offer(const MatmulTiling& tiling) {
    if (!fits(shape_, tiling, capacity_))
      return;
    const TilingCost cost = estimate_.cost(tiling);
    if (!best_ || cost < least_) {
      best_ = tiling;
      least_ = cost;
    }
  }
  std::optional<MatmulTiling> best() const { return best_; }

private:
  const MatmulShape& shape_;
  const ArrayCapacity& capacity_;
  MatmulEstimate estimate_;
  std::optional<MatmulTiling> best_;
  TilingCost least_;
};

} // namespace

std::int64_t tileCount(const Columns& columns, std::int64_t tileSize) {
  return columns.groups() * tilesPerGroup(columns, tileSize);
}

std::int64_t blockCount(const Columns& columns, std::int64_t tileSize, std::int64_t tilesPerBlock) {
  const std::int64_t perGroup = tilesPerGroup(columns, tileSize);
  if (tilesPerBlock >= perGroup)
    return ceilDiv(columns.groups(), tilesPerBlock / perGroup);
  return columns.groups() * ceilDiv(perGroup, tilesPerBlock);
}

std::int64_t MatmulTiling::activationSlots(const ArrayCapacity& capacity) const {
  return std::min(kMostOperandSlots, capacity.activationWords / activationSlotWords());
}

std::int64_t MatmulTiling::weightSlots(const ArrayCapacity& capacity) const {
  return std::min(kMostOperandSlots, capacity.weightWords / weightSlotWords(capacity.rows));
}

std::int64_t MatmulTiling::parameterSlots(const ArrayCapacity& capacity) const {
  return std::min(kMostOperandSlots, capacity.parameterWords / nTiles);
}

std::vector<std::int64_t> smallestSizes(const Columns& columns, std::int64_t tileSize,
                                        std::int64_t aligned) {
  const std::int64_t perGroup = tilesPerGroup(columns, tileSize);
  std::vector<std::int64_t> sizes;
  for (std::int64_t parts = perGroup; parts > 1;) { // parts of a group
    const std::int64_t size = ceilDiv(ceilDiv(perGroup, parts), aligned) * aligned;
    if (size >= perGroup)
      break;
    sizes.push_back(size);
    parts = std::min(parts, ceilDiv(perGroup, size)) - 1;
  }
  for (std::int64_t blocks = columns.groups(); blocks > 0;) { // blocks of whole groups
    const std::int64_t groups = ceilDiv(columns.groups(), blocks);
    sizes.push_back(groups * perGroup);
    blocks = ceilDiv(columns.groups(), groups) - 1;
  }
  return sizes;
}

std::optional<MatmulTiling> bestTiling(const MatmulShape& shape, const ArrayCapacity& capacity,
                                       std::int64_t rowsPerBlock) {
  Cheapest cheapest(shape, capacity);
  const auto kSizes = smallestSizes(shape.K, capacity.rows, alignedKTiles(capacity));
  for (const std::int64_t n :
       smallestSizes(shape.N, capacity.columns, alignedNTiles(shape, capacity)))
    for (const std::int64_t k : kSizes)
      cheapest.offer({rowsPerBlock, n, k});
  return cheapest.best();
}

std::optional<MatmulTiling> exhaustiveTiling(const MatmulShape& shape,
                                             const ArrayCapacity& capacity,
                                             std::int64_t rowsPerBlock) {
  Cheapest cheapest(shape, capacity);
  for (std::int64_t n = 1; n <= tileCount(shape.N, capacity.columns); ++n)
    for (std::int64_t k = 1; k <= tileCount(shape.K, capacity.rows); ++k) {
      const MatmulTiling tiling{rowsPerBlock, n, k};
      if (startsAligned(shape, tiling, capacity))
        cheapest.offer(tiling);
    }
  return cheapest.best();
}

namespace {

/// Rows of a block that could fit with one tile of either kind.
std::int64_t mostRows(const ArrayCapacity& c) {
  return std::min({c.accumulatorRows / 2, c.activationWords / 2, std::int64_t{isa::kHalf}});
}

/// Blocks that overlap compute more than M rows.
MatmulTiling tilingOfOwnRows(MatmulShape shape, const ArrayCapacity& capacity) {
  std::optional<MatmulTiling> best;
  TilingCost least;
  for (const std::int64_t rows : evenRows(shape.results, mostRows(capacity))) {
    shape.M = computedRows(shape.results, rows);
    const MatmulEstimate estimate(shape, capacity);
    if (best && estimate.leastCycles(rows) > least.cycles)
      continue;
    const auto tiling = bestTiling(shape, capacity, rows);
    if (!tiling || (best && !(estimate.cost(*tiling) < least)))
      continue;
    best = tiling;
    least = estimate.cost(*tiling);
  }
  if (!best)
    throw DesignError("matmul: " + std::to_string(evenRows(shape.results, 1).front()) +
                      " results, as many as " + "one that is stored needs, do not fit a slot of " +
                      std::to_string(capacity.activationWords / 2) +
                      " activation words or half of " + std::to_string(capacity.accumulatorRows) +
                      " accumulator rows with tiles of " + std::to_string(capacity.rows) + " x " +
                      std::to_string(capacity.columns));
  return *best;
}

} // namespace

std::int64_t cyclesOfOwnRows(MatmulShape shape, const ArrayCapacity& capacity) {
  const MatmulTiling tiling = tilingOfOwnRows(shape, capacity);
  shape.M = computedRows(shape.results, tiling.rowsPerBlock);
  return MatmulEstimate(shape, capacity).cost(tiling).cycles;
}

MatmulTiling chooseTiling(const MatmulShape& shape, const ArrayCapacity& capacity,
                          std::int64_t rowsPerBlock) {
  if (shape.ownRows)
    return tilingOfOwnRows(shape, capacity);
  for (std::int64_t rows = std::min(rowsPerBlock, shape.M); rows > 0; rows /= 2)
    if (const auto tiling = bestTiling(shape, capacity, rows))
      return *tiling;
  throw DesignError("matmul: one tile of " + std::to_string(capacity.rows) + " x " +
                    std::to_string(capacity.columns) + " weights does not fit two slots of " +
                    std::to_string(capacity.weightWords / 2) + " weight words");
}

} // namespace weft
