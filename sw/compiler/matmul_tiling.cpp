// matmul_tiling.cpp: how a matrix product is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_tiling.hpp"

#include "gen/num/error.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace weft {
namespace {

std::int64_t ceilDiv(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// 1, 2, 4 ... and `most` itself, largest last.
std::vector<std::int64_t> candidates(std::int64_t most) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t size = 1; size < most; size *= 2)
    sizes.push_back(size);
  sizes.push_back(most);
  return sizes;
}

std::int64_t tileCount(const Columns& columns, std::int64_t size) {
  return columns.groups() * tilesPerGroup(columns, size);
}

bool fits(const MatmulShape& s, const MatmulTiling& t, const ArrayCapacity& c) {
  const bool starts =
      (t.kTiles >= tilesPerGroup(s.K, c.rows) || t.kTiles * c.rows % c.busBytes == 0) &&
      (t.nTiles >= tilesPerGroup(s.N, c.columns) ||
       t.nTiles * c.columns * s.outputBytes % c.busBytes == 0);
  return starts && t.rowsPerBlock * t.nTiles <= c.accumulatorRows / 2 &&
         t.activationSlotWords() <= c.activationWords / 2 &&
         t.weightSlotWords(c.rows) <= c.weightWords / 2 && t.nTiles <= c.parameterWords / 2;
}

std::int64_t blockCount(const Columns& columns, std::int64_t tileSize, std::int64_t tilesPerBlock) {
  return static_cast<std::int64_t>(cutIntoBlocks(columns, tileSize, tilesPerBlock).size());
}

struct Blocks {
  std::int64_t rows, columns, slabs;
};

Blocks blocksOf(const MatmulShape& s, const ArrayCapacity& c, const MatmulTiling& t) {
  return {ceilDiv(s.M, t.rowsPerBlock), blockCount(s.N, c.columns, t.nTiles),
          blockCount(s.K, c.rows, t.kTiles)};
}

/// Activations are loaded again for every block of columns unless all slabs of a block of rows stay
/// on chip.
std::int64_t bytesMoved(const MatmulShape& s, const ArrayCapacity& c, const MatmulTiling& t,
                        const Blocks& blocks) {
  const std::int64_t slabRowBytes =
      ceilDiv(std::min(s.K.count, t.kTiles * c.rows), c.busBytes) * c.busBytes;
  const std::int64_t activationLoads = blocks.slabs <= 2 ? 1 : blocks.columns;
  return activationLoads * s.M * blocks.slabs * slabRowBytes + blocks.rows * s.K.count * s.N.count +
         s.M * s.N.count * s.outputBytes;
}

} // namespace

std::int64_t estimateCycles(const MatmulShape& s, const ArrayCapacity& c, const MatmulTiling& t) {
  constexpr std::int64_t commandOverhead = 16;
  const Blocks blocks = blocksOf(s, c, t);
  const std::int64_t tilePeriod = std::max(std::min(t.rowsPerBlock, s.M), c.rows);
  const std::int64_t tiles = blocks.rows * tileCount(s.K, c.rows) * tileCount(s.N, c.columns);
  const std::int64_t compute =
      tiles * tilePeriod + blocks.rows * blocks.columns * blocks.slabs * commandOverhead;
  const std::int64_t move = ceilDiv(bytesMoved(s, c, t, blocks), c.memoryBytes);
  const std::int64_t firstLoad =
      t.activationSlotWords() * c.rows + t.weightSlotWords(c.rows) * c.columns;
  const std::int64_t lastStore =
      t.rowsPerBlock * std::min(t.nTiles * c.columns, s.N.count) * s.outputBytes;
  return std::max(compute, move) + ceilDiv(firstLoad + lastStore, c.memoryBytes);
}

MatmulTiling chooseTiling(const MatmulShape& shape, const ArrayCapacity& capacity) {
  const std::int64_t mostN = tileCount(shape.N, capacity.columns);
  const std::int64_t mostK = tileCount(shape.K, capacity.rows);
  MatmulTiling best;
  std::int64_t bestCycles = -1;
  for (const std::int64_t rows : candidates(shape.M))
    for (const std::int64_t n : candidates(mostN))
      for (const std::int64_t k : candidates(mostK)) {
        const MatmulTiling tiling{rows, n, k};
        if (!fits(shape, tiling, capacity))
          continue;
        const std::int64_t cycles = estimateCycles(shape, capacity, tiling);
        if (bestCycles < 0 || cycles < bestCycles) {
          best = tiling;
          bestCycles = cycles;
        }
      }
  if (bestCycles < 0)
    throw DesignError("matmul: one tile of " + std::to_string(capacity.rows) + " x " +
                      std::to_string(capacity.columns) + " weights does not fit two slots of " +
                      std::to_string(capacity.weightWords / 2) + " weight words");
  return best;
}

} // namespace weft
