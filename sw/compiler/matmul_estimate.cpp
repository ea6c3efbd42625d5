// matmul_estimate.cpp: Closed forms for the cycles of a tiled matrix product, to compare tilings
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_estimate.hpp"

#include "gen/isa/format.hpp"
#include "gen/isa/operands.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Between two commands of the array, and of the load engine, as their benches measure.
constexpr std::int64_t kArrayCommandCycles = 2;
constexpr std::int64_t kLoadCommandCycles = 2;
/// Of a command of one slot, in the command processor.
constexpr std::int64_t kDecodeCycles = 19;
/// Of the LOAD and the MATMUL of a slab, and of the LOAD and the STORE of a block, which are
/// fetched over the same bus.
constexpr std::int64_t kCommandBytes = std::int64_t{2} * isa::kSlotBytes;
/// From a slot's token to the first read request, and from the last word back to the array.
constexpr std::int64_t kHandoverCycles = 20;

/// `cycles(rows, first)` of every block that `rows` rows are cut into; the first of them may be the
/// product's.
template <class Cycles>
std::int64_t sumOverBlocks(std::int64_t rowsPerBlock, std::int64_t rows, bool first,
                           Cycles cycles) {
  const std::int64_t head = first ? std::min(rows, rowsPerBlock) : 0;
  const std::int64_t whole = (rows - head) / rowsPerBlock, rest = (rows - head) % rowsPerBlock;
  return (head > 0 ? cycles(head, true) : 0) +
         (whole > 0 ? whole * cycles(rowsPerBlock, false) : 0) +
         (rest > 0 ? cycles(rest, false) : 0);
}

} // namespace

MatmulEstimate::MatmulEstimate(const MatmulShape& shape, const ArrayCapacity& capacity)
    : s_(shape), c_(capacity),
      array_(arrayTiming({static_cast<int>(capacity.rows), static_cast<int>(capacity.columns)},
                         capacity.dataflow)),
      kTiles_(tileCount(shape.K, capacity.rows)), nTiles_(tileCount(shape.N, capacity.columns)),
      resultsOfStored_(shape.results.step * shape.results.step),
      drainCyclesPerWord_(std::max(
          ceilDiv(shape.results.side * shape.results.side, resultsOfStored_),
          ceilDiv(capacity.columns * shape.outputBytes, capacity.memoryBytes * resultsOfStored_))) {
}

MatmulEstimate::Cut MatmulEstimate::cutOf(const MatmulTiling& tiling) const {
  Cut cut{blockCount(s_.K, c_.rows, tiling.kTiles), blockCount(s_.N, c_.columns, tiling.nTiles),
          ceilDiv(s_.M, tiling.rowsPerBlock)};
  cut.loads = s_.ownRows ? std::max(cut.slabs, s_.K.groups()) : cut.slabs;
  const std::int64_t rowsAtATime = s_.columnsFirst ? cut.rowBlocks : 1;
  cut.activationsStay = cut.slabs * rowsAtATime <= tiling.activationSlots(c_);
  const std::int64_t columnsAtATime = s_.columnsFirst ? 1 : cut.columnBlocks;
  cut.weightsStay = cut.slabs * columnsAtATime <= tiling.weightSlots(c_);
  return cut;
}

std::int64_t MatmulEstimate::computeCycles(std::int64_t tiles, std::int64_t commands,
                                           std::int64_t rows) const {
  return kTiles_ * tiles * array_.period(rows) + commands * kArrayCommandCycles;
}

/// Per block of rows.
std::int64_t MatmulEstimate::loadedBytes(const Cut& cut, std::int64_t rows, bool first) const {
  const std::int64_t activations =
      rows * kTiles_ * c_.rows * (cut.activationsStay ? 1 : cut.columnBlocks);
  const std::int64_t weights =
      cut.weightsStay && !first ? 0 : kTiles_ * c_.rows * nTiles_ * c_.columns;
  const std::int64_t channels = nTiles_ * c_.columns * isa::kChannelRecordBytes;
  return activations + weights + channels + (cut.commands() + cut.columnBlocks) * kCommandBytes +
         (cut.activationLoads() - cut.activationCommands()) * isa::kSlotBytes;
}

std::int64_t MatmulEstimate::moveCycles(const Cut& cut, std::int64_t rows, bool first) const {
  return ceilDiv(loadedBytes(cut, rows, first), c_.memoryBytes) +
         (cut.commands() + cut.activationLoads() - cut.activationCommands()) * kLoadCommandCycles +
         storeCycles(rows);
}

/// On the bus.
std::int64_t MatmulEstimate::storeCycles(std::int64_t rows) const {
  return ceilDiv(rows * s_.N.count * s_.outputBytes, c_.memoryBytes * resultsOfStored_);
}

std::int64_t MatmulEstimate::issueCycles(const Cut& cut, bool first) const {
  const std::int64_t weights = cut.weightsStay && !first ? 0 : cut.commands();
  return kDecodeCycles * (cut.commands() + weights + cut.activationLoads() + 2 * cut.columnBlocks);
}

/// A block of columns computes in one half of the accumulator until the one before it, which is
/// stored from the other half, is answered.
std::int64_t MatmulEstimate::halvesCycles(const MatmulTiling& tiling, const Cut& cut,
                                          std::int64_t rows) const {
  const auto compute = [&](std::int64_t tiles) { return computeCycles(tiles, cut.slabs, rows); };
  const auto store = [&](std::int64_t tiles) {
    return rows * tiles * drainCyclesPerWord_ + c_.memoryLatency + 2 * kHandoverCycles;
  };
  const std::int64_t most = std::min(tiling.nTiles, nTiles_), last = lastTiles(tiling, cut);
  if (cut.columnBlocks == 1)
    return std::max(compute(most), store(most));
  return std::max(compute(most), store(last)) +
         (cut.columnBlocks - 2) * std::max(compute(most), store(most)) +
         std::max(compute(last), store(most));
}

std::int64_t MatmulEstimate::blockCycles(const MatmulTiling& tiling, const Cut& cut,
                                         std::int64_t rows, bool first) const {
  const std::int64_t compute = computeCycles(nTiles_, cut.commands(), rows);
  const std::int64_t move = moveCycles(cut, rows, first);
  const std::int64_t load = move - storeCycles(rows);
  const std::int64_t weightSlots = tiling.weightSlots(c_);
  const std::int64_t slots =
      cut.activationsStay ? weightSlots : std::min(weightSlots, tiling.activationSlots(c_));
  const std::int64_t waits = cut.commands() * (c_.memoryLatency + kHandoverCycles);
  return std::max({compute, move, issueCycles(cut, first), (compute + load + waits) / slots,
                   halvesCycles(tiling, cut, rows)});
}

std::int64_t MatmulEstimate::rowsCycles(const MatmulTiling& tiling, std::int64_t rows,
                                        bool first) const {
  const Cut cut = cutOf(tiling);
  return sumOverBlocks(tiling.rowsPerBlock, rows, first, [&](std::int64_t block, bool head) {
    return blockCycles(tiling, cut, block, head);
  });
}

std::int64_t MatmulEstimate::rowsBusCycles(const MatmulTiling& tiling, std::int64_t rows,
                                           bool first) const {
  const Cut cut = cutOf(tiling);
  return sumOverBlocks(tiling.rowsPerBlock, rows, first,
                       [&](std::int64_t block, bool head) { return moveCycles(cut, block, head); });
}

std::int64_t MatmulEstimate::firstLoadCycles(const MatmulTiling& tiling) const {
  const std::int64_t bytes =
      tiling.activationSlotWords() * c_.rows + tiling.weightSlotWords(c_.rows) * c_.columns;
  return ceilDiv(bytes, c_.memoryBytes) + c_.memoryLatency + kHandoverCycles;
}

/// Column tiles of the last block of columns, if the blocks are as even as their number allows.
std::int64_t MatmulEstimate::lastTiles(const MatmulTiling& tiling, const Cut& cut) const {
  const std::int64_t before = (cut.columnBlocks - 1) * (nTiles_ / cut.columnBlocks);
  return std::min(tiling.nTiles, nTiles_ - before);
}

std::int64_t MatmulEstimate::lastDrainCycles(const MatmulTiling& tiling, std::int64_t rows) const {
  return rows * lastTiles(tiling, cutOf(tiling)) * drainCyclesPerWord_;
}

TilingCost MatmulEstimate::cost(const MatmulTiling& tiling) const {
  const Cut cut = cutOf(tiling);
  const std::int64_t rest = s_.M % tiling.rowsPerBlock;
  const std::int64_t last = lastDrainCycles(tiling, rest > 0 ? rest : tiling.rowsPerBlock);
  return {firstLoadCycles(tiling) + rowsCycles(tiling, s_.M, true) + last,
          sumOverBlocks(tiling.rowsPerBlock, s_.M, true, [&](std::int64_t rows, bool first) {
            return loadedBytes(cut, rows, first);
          })};
}

std::int64_t MatmulEstimate::leastCycles(std::int64_t rowsPerBlock) const {
  return sumOverBlocks(rowsPerBlock, s_.M, false,
                       [&](std::int64_t rows, bool) { return computeCycles(nTiles_, 1, rows); });
}

} // namespace weft
