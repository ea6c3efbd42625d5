// matmul_tiling.cpp: how a matrix product is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_tiling.hpp"

#include "gen/num/error.hpp"
#include "sw/compiler/matmul_estimate.hpp"

#include <algorithm>
#include <string>

namespace weft {
namespace {

constexpr std::int64_t mostSlots = 8;

std::int64_t tileCount(const Columns& columns, std::int64_t size) {
  return columns.groups() * tilesPerGroup(columns, size);
}

/// Runs start at a multiple of the bus width.
bool startsAligned(const MatmulShape& s, const MatmulTiling& t, const ArrayCapacity& c) {
  return (t.kTiles >= tilesPerGroup(s.K, c.rows) || t.kTiles * c.rows % c.busBytes == 0) &&
         (t.nTiles >= tilesPerGroup(s.N, c.columns) ||
          t.nTiles * c.columns * s.outputBytes % c.busBytes == 0);
}

bool fits(const MatmulShape& s, const MatmulTiling& t, const ArrayCapacity& c) {
  return startsAligned(s, t, c) && t.rowsPerBlock * t.nTiles <= c.accumulatorRows / 2 &&
         t.activationSlotWords() <= c.activationWords / 2 &&
         t.weightSlotWords(c.rows) <= c.weightWords / 2 && t.nTiles <= c.parameterWords / 2;
}

} // namespace

std::int64_t MatmulTiling::activationSlots(const ArrayCapacity& capacity) const {
  return std::min(mostSlots, capacity.activationWords / activationSlotWords());
}

std::int64_t MatmulTiling::weightSlots(const ArrayCapacity& capacity) const {
  return std::min(mostSlots, capacity.weightWords / weightSlotWords(capacity.rows));
}

std::int64_t MatmulTiling::parameterSlots(const ArrayCapacity& capacity) const {
  return std::min(mostSlots, capacity.parameterWords / nTiles);
}

std::vector<std::int64_t> sizesToTry(std::int64_t most) {
  std::vector<std::int64_t> sizes = {most};
  for (std::int64_t size = 1; size < most; size *= 2) {
    sizes.push_back(size);
    sizes.push_back(most - size);
  }
  for (std::int64_t parts = 2; parts <= 8; ++parts) {
    sizes.push_back((most + parts - 1) / parts);
    sizes.push_back((most * (parts - 1) + 7) / 8);
  }
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

std::optional<MatmulTiling> bestTiling(const MatmulShape& shape, const ArrayCapacity& capacity,
                                       std::int64_t rowsPerBlock) {
  std::optional<MatmulTiling> best;
  std::int64_t fewest = 0;
  for (const std::int64_t n : sizesToTry(tileCount(shape.N, capacity.columns)))
    for (const std::int64_t k : sizesToTry(tileCount(shape.K, capacity.rows))) {
      const MatmulTiling tiling{rowsPerBlock, n, k};
      if (!fits(shape, tiling, capacity))
        continue;
      const std::int64_t cycles = estimateCycles(shape, capacity, tiling);
      if (!best || cycles < fewest) {
        best = tiling;
        fewest = cycles;
      }
    }
  return best;
}

MatmulTiling chooseTiling(const MatmulShape& shape, const ArrayCapacity& capacity,
                          std::int64_t rowsPerBlock) {
  for (std::int64_t rows = std::min(rowsPerBlock, shape.M); rows > 0; rows /= 2)
    if (const auto tiling = bestTiling(shape, capacity, rows))
      return *tiling;
  throw DesignError("matmul: one tile of " + std::to_string(capacity.rows) + " x " +
                    std::to_string(capacity.columns) + " weights does not fit two slots of " +
                    std::to_string(capacity.weightWords / 2) + " weight words");
}

} // namespace weft
