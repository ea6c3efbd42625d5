// matmul_estimate.hpp: Closed forms for the cycles of a tiled matrix product, to compare tilings
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "sw/compiler/matmul_tiling.hpp"

namespace weft {

/// What a tiling costs: cycles first, then energy. Of tilings of one product with blocks of the
/// same rows only the bytes that are loaded differ in energy, so they stand for it.
struct TilingCost {
  std::int64_t cycles = 0;
  std::int64_t loadedBytes = 0;
  bool operator==(const TilingCost&) const = default;
  bool operator<(const TilingCost& other) const {
    return cycles != other.cycles ? cycles < other.cycles : loadedBytes < other.loadedBytes;
  }
};

/// A product whose tiling is being chosen; rows of a block are given, as are the array and its
/// memory.
///
/// A block of rows takes the longest of five things: computing (tiles of max(rows, array rows)
/// vectors, or of whole tiles of rows where sums stay in the array, and what a command costs),
/// moving its bytes, decoding its commands, its round trips (free, load, compute) shared out over
/// the slots, and its blocks of columns, each of which computes for as long as the one before is
/// stored. Before the first block stands the load of one slab, behind the last its drain; nothing
/// hides those.
class MatmulEstimate {
public:
  MatmulEstimate(const MatmulShape& shape, const ArrayCapacity& capacity);

  /// Cycles that `rows` rows (all columns, all of k) keep the array; the `first` of the product
  /// also load weights that then stay.
  std::int64_t rowsCycles(const MatmulTiling& tiling, std::int64_t rows, bool first) const;
  /// Cycles of these in which the product itself moves bytes.
  std::int64_t rowsBusCycles(const MatmulTiling& tiling, std::int64_t rows, bool first) const;
  /// Cycles before the first slab is there.
  std::int64_t firstLoadCycles(const MatmulTiling& tiling) const;
  /// Cycles that the last block of `rows` rows needs to drain.
  std::int64_t lastDrainCycles(const MatmulTiling& tiling, std::int64_t rows) const;
  /// The whole product on its own.
  TilingCost cost(const MatmulTiling& tiling) const;

  /// No tiling with blocks of `rowsPerBlock` rows computes faster.
  std::int64_t leastCycles(std::int64_t rowsPerBlock) const;

private:
  /// What follows from a tiling: numbers of commands, and whether operands stay in their slots:
  /// activations from one block of columns to the next, weights from one block of rows to the next.
  struct Cut {
    std::int64_t slabs = 1, columnBlocks = 1, rowBlocks = 1;
    std::int64_t loads = 1; ///< of the activations of all slabs: one a place of a kernel, or a slab
    bool activationsStay = true, weightsStay = true;
    std::int64_t commands() const { return slabs * columnBlocks; }
    std::int64_t activationLoads() const { return activationsStay ? loads : loads * columnBlocks; }
    std::int64_t activationCommands() const { return activationsStay ? slabs : commands(); }
  };

  Cut cutOf(const MatmulTiling& tiling) const;
  std::int64_t computeCycles(std::int64_t tiles, std::int64_t commands, std::int64_t rows) const;
  std::int64_t loadedBytes(const Cut& cut, std::int64_t rows, bool first) const;
  std::int64_t moveCycles(const Cut& cut, std::int64_t rows, bool first) const;
  std::int64_t storeCycles(std::int64_t rows) const;
  std::int64_t issueCycles(const Cut& cut, bool first) const;
  std::int64_t lastTiles(const MatmulTiling& tiling, const Cut& cut) const;
  std::int64_t halvesCycles(const MatmulTiling& tiling, const Cut& cut, std::int64_t rows) const;
  std::int64_t blockCycles(const MatmulTiling& tiling, const Cut& cut, std::int64_t rows,
                           bool first) const;

  const MatmulShape& s_;
  const ArrayCapacity& c_;
  ArrayTiming array_;
  std::int64_t kTiles_, nTiles_;
  std::int64_t resultsOfStored_; ///< 1 without pooling
  std::int64_t drainCyclesPerWord_;
};

} // namespace weft
