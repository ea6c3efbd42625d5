// matmul_tiling.hpp: how a matrix product is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_shape.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace weft {

/// A block of M x N accumulates in one half of the accumulator while the other half drains; the
/// block's K is cut into slabs, loaded into slots of each scratchpad bank in turn.
struct MatmulTiling {
  std::int64_t rowsPerBlock = 0; ///< of M; the last block has what remains
  std::int64_t nTiles = 0;       ///< array-wide column tiles of a block
  std::int64_t kTiles = 0;       ///< array-high k tiles of a slab

  std::int64_t activationSlotWords() const { return rowsPerBlock * kTiles; }
  std::int64_t weightSlotWords(std::int64_t rows) const { return kTiles * nTiles * rows; }
  /// Slots of the two banks and of the parameter RAM, at most 8.
  std::int64_t activationSlots(const ArrayCapacity& capacity) const;
  std::int64_t weightSlots(const ArrayCapacity& capacity) const;
  std::int64_t parameterSlots(const ArrayCapacity& capacity) const;
  bool operator==(const MatmulTiling&) const = default;
};

/// 1, 2, 4 ..., `most` in up to eight equal parts, eighths of it, and `most` less a power of two;
/// ascending.
std::vector<std::int64_t> sizesToTry(std::int64_t most);

/// The tiling with blocks of `rowsPerBlock` rows (1 to M) that `estimateCycles` finds shortest
/// among `sizesToTry`. nullopt when no tiling with so many rows fits.
std::optional<MatmulTiling> bestTiling(const MatmulShape& shape, const ArrayCapacity& capacity,
                                       std::int64_t rowsPerBlock);

/// The best tiling with at most `rowsPerBlock` rows in a block.
/// Throws DesignError with the sizes when even the smallest does not fit.
MatmulTiling chooseTiling(const MatmulShape& shape, const ArrayCapacity& capacity,
                          std::int64_t rowsPerBlock);

} // namespace weft
