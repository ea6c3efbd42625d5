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

bool fits(const MatmulTiling& t, const ArrayCapacity& c) {
  return t.rowsPerBlock * t.nTiles <= c.accumulatorRows / 2 && t.activationSlotWords() <= c.activationWords / 2 &&
         t.weightSlotWords(c.rows) <= c.weightWords / 2 && t.nTiles <= c.parameterWords / 2;
}

std::int64_t columnBlocks(const MatmulShape& s, const ArrayCapacity& c, const MatmulTiling& t) {
  const std::int64_t section = s.section > 0 ? s.section : s.N;
  return ceilDiv(s.N, section) * ceilDiv(section, t.nTiles * c.columns);
}

/// Bytes of one load of the activations of a whole M x K, with every row of a slab padded to bus beats.
std::int64_t bytesMoved(const MatmulShape& s, const ArrayCapacity& c, const MatmulTiling& t) {
  const std::int64_t rowBlocks = ceilDiv(s.M, t.rowsPerBlock);
  const std::int64_t slabs = ceilDiv(s.K, t.kTiles * c.rows);
  const std::int64_t runBytes = ceilDiv(std::min(s.K, t.kTiles * c.rows), c.memoryBytes) * c.memoryBytes;
  const bool activationsStay = slabs <= 2;
  const std::int64_t activationLoads = activationsStay ? 1 : columnBlocks(s, c, t);
  return activationLoads * s.M * slabs * runBytes + rowBlocks * s.K * s.N + s.M * s.N * s.outputBytes;
}

} // namespace

std::int64_t estimateCycles(const MatmulShape& s, const ArrayCapacity& c, const MatmulTiling& t) {
  constexpr std::int64_t commandOverhead = 16;
  const std::int64_t rowBlocks = ceilDiv(s.M, t.rowsPerBlock);
  const std::int64_t slabs = ceilDiv(s.K, t.kTiles * c.rows);
  const std::int64_t blocks = rowBlocks * columnBlocks(s, c, t);
  const std::int64_t tilePeriod = std::max(std::min(t.rowsPerBlock, s.M), c.rows);
  const std::int64_t tiles = rowBlocks * ceilDiv(s.K, c.rows) * ceilDiv(s.N, c.columns);
  const std::int64_t compute = tiles * tilePeriod + blocks * slabs * commandOverhead;
  const std::int64_t move = ceilDiv(bytesMoved(s, c, t), c.memoryBytes);
  const std::int64_t firstLoad = t.activationSlotWords() * c.rows + t.weightSlotWords(c.rows) * c.columns;
  const std::int64_t lastStore = t.rowsPerBlock * std::min(t.nTiles * c.columns, s.N) * s.outputBytes;
  return std::max(compute, move) + ceilDiv(firstLoad + lastStore, c.memoryBytes);
}

MatmulTiling chooseTiling(const MatmulShape& shape, const ArrayCapacity& capacity) {
  const std::int64_t mostN = ceilDiv(shape.section > 0 ? shape.section : shape.N, capacity.columns);
  const std::int64_t mostK = ceilDiv(shape.K, capacity.rows);
  MatmulTiling best;
  std::int64_t bestCycles = -1;
  for (const std::int64_t rows : candidates(shape.M))
    for (const std::int64_t n : candidates(mostN))
      for (const std::int64_t k : candidates(mostK)) {
        const MatmulTiling tiling{rows, n, k};
        if (!fits(tiling, capacity))
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
