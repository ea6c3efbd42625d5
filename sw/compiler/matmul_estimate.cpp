// matmul_estimate.cpp: closed forms for the cycles of a tiled matrix product, to compare tilings
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_estimate.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Between two commands of the array, and of the load engine, as their benches measure.
constexpr std::int64_t arrayCommandCycles = 2;
constexpr std::int64_t loadCommandCycles = 2;
/// Of the LOAD and the MATMUL of a slab, which are fetched over the same bus.
constexpr std::int64_t commandBytes = 2 * 64;
/// From a slot's token to the first read request, and from the last word back to the array.
constexpr std::int64_t handoverCycles = 20;

std::int64_t ceilDiv(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

std::int64_t tileCount(const Columns& columns, std::int64_t size) {
  return columns.groups() * tilesPerGroup(columns, size);
}

/// Blocks that `cutIntoBlocks` makes.
std::int64_t blockCount(const Columns& columns, std::int64_t size, std::int64_t tilesPerBlock) {
  const std::int64_t perGroup = tilesPerGroup(columns, size);
  if (tilesPerBlock >= perGroup)
    return ceilDiv(columns.groups(), tilesPerBlock / perGroup);
  return columns.groups() * ceilDiv(perGroup, tilesPerBlock);
}

/// Cycles of a product's parts, all for one block of rows.
class RowBlock {
public:
  RowBlock(const MatmulShape& s, const ArrayCapacity& c, const MatmulTiling& t, std::int64_t rows)
      : s_(s), c_(c), t_(t), rows_(rows), kTiles_(tileCount(s.K, c.rows)),
        nTiles_(tileCount(s.N, c.columns)), slabs_(blockCount(s.K, c.rows, t.kTiles)),
        columnBlocks_(blockCount(s.N, c.columns, t.nTiles)) {}

  std::int64_t compute() const {
    return kTiles_ * nTiles_ * std::max(rows_, c_.rows) + commands() * arrayCommandCycles;
  }
  std::int64_t load() const {
    const std::int64_t bytes = activationBytes() + weightBytes() + commands() * commandBytes;
    return ceilDiv(bytes, c_.memoryBytes) + commands() * loadCommandCycles;
  }
  std::int64_t move() const {
    return load() + ceilDiv(rows_ * s_.N.count * s_.outputBytes, c_.memoryBytes);
  }
  std::int64_t roundTrips() const {
    const std::int64_t waits = commands() * (c_.memoryLatency + handoverCycles);
    return (compute() + load() + waits) / slots();
  }
  std::int64_t drain() const { return rows_ * nTiles_ * drainCyclesPerWord(); }
  std::int64_t lastDrain() const {
    const std::int64_t before = (columnBlocks_ - 1) * (nTiles_ / columnBlocks_);
    return rows_ * std::min(t_.nTiles, nTiles_ - before) * drainCyclesPerWord();
  }
  std::int64_t firstLoad() const {
    const std::int64_t bytes =
        t_.activationSlotWords() * c_.rows + t_.weightSlotWords(c_.rows) * c_.columns;
    return ceilDiv(bytes, c_.memoryBytes) + c_.memoryLatency + handoverCycles;
  }

private:
  std::int64_t commands() const { return slabs_ * columnBlocks_; }
  bool activationsStay() const { return slabs_ <= t_.activationSlots(c_); }
  std::int64_t slots() const {
    const std::int64_t weights = t_.weightSlots(c_);
    return activationsStay() ? weights : std::min(weights, t_.activationSlots(c_));
  }
  std::int64_t activationBytes() const {
    return rows_ * kTiles_ * c_.rows * (activationsStay() ? 1 : columnBlocks_);
  }
  std::int64_t weightBytes() const { return kTiles_ * c_.rows * nTiles_ * c_.columns; }
  std::int64_t drainCyclesPerWord() const {
    return std::max<std::int64_t>(1, ceilDiv(c_.columns * s_.outputBytes, c_.memoryBytes));
  }

  const MatmulShape& s_;
  const ArrayCapacity& c_;
  const MatmulTiling& t_;
  std::int64_t rows_, kTiles_, nTiles_, slabs_, columnBlocks_;
};

std::int64_t blockCycles(const RowBlock& block) {
  return std::max({block.compute(), block.move(), block.roundTrips(), block.drain()});
}

/// The sum of `cycles` over the blocks that `rows` rows are cut into.
template <class Cycles>
std::int64_t sumOverBlocks(const MatmulShape& shape, const ArrayCapacity& capacity,
                           const MatmulTiling& tiling, std::int64_t rows, Cycles cycles) {
  const std::int64_t whole = rows / tiling.rowsPerBlock, rest = rows % tiling.rowsPerBlock;
  const auto of = [&](std::int64_t blockRows) {
    return cycles(RowBlock(shape, capacity, tiling, blockRows));
  };
  return whole * of(tiling.rowsPerBlock) + (rest > 0 ? of(rest) : 0);
}

} // namespace

std::int64_t rowsCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                        const MatmulTiling& tiling, std::int64_t rows) {
  return sumOverBlocks(shape, capacity, tiling, rows, blockCycles);
}

std::int64_t rowsBusCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                           const MatmulTiling& tiling, std::int64_t rows) {
  return sumOverBlocks(shape, capacity, tiling, rows,
                       [](const RowBlock& block) { return block.move(); });
}

std::int64_t firstLoadCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                             const MatmulTiling& tiling) {
  return RowBlock(shape, capacity, tiling, tiling.rowsPerBlock).firstLoad();
}

std::int64_t lastDrainCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                             const MatmulTiling& tiling, std::int64_t rows) {
  return RowBlock(shape, capacity, tiling, rows).lastDrain();
}

std::int64_t estimateCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                            const MatmulTiling& tiling) {
  const std::int64_t rest = shape.M % tiling.rowsPerBlock;
  return firstLoadCycles(shape, capacity, tiling) + rowsCycles(shape, capacity, tiling, shape.M) +
         lastDrainCycles(shape, capacity, tiling, rest > 0 ? rest : tiling.rowsPerBlock);
}

} // namespace weft
