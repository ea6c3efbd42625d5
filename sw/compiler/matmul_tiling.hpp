// matmul_tiling.hpp: How a matrix product is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_shape.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace weft {

/// Slots that take turns in each bank and in the parameter RAM, at most.
inline constexpr std::int64_t kMostOperandSlots = 8;

/// A block of M x N accumulates in one half of the accumulator while the other half drains; the
/// block's K is cut into slabs, loaded into slots of each scratchpad bank in turn.
struct MatmulTiling {
  std::int64_t rowsPerBlock = 0; ///< of M at most; see `cutResults`
  std::int64_t nTiles = 0;       ///< array-wide column tiles of a block
  std::int64_t kTiles = 0;       ///< array-high k tiles of a slab

  std::int64_t activationSlotWords() const { return rowsPerBlock * kTiles; }
  std::int64_t weightSlotWords(std::int64_t rows) const { return kTiles * nTiles * rows; }
  /// Slots of the two banks and of the parameter RAM, at most `kMostOperandSlots`.
  std::int64_t activationSlots(const ArrayCapacity& capacity) const;
  std::int64_t weightSlots(const ArrayCapacity& capacity) const;
  std::int64_t parameterSlots(const ArrayCapacity& capacity) const;
  bool operator==(const MatmulTiling&) const = default;
};

/// Array-wide tiles of `columns`.
std::int64_t tileCount(const Columns& columns, std::int64_t tileSize);

/// Blocks that `cutIntoBlocks` makes.
std::int64_t blockCount(const Columns& columns, std::int64_t tileSize, std::int64_t tilesPerBlock);

/// Sizes of blocks of which every other one that makes as many blocks is larger; ascending. Only
/// sizes that keep runs aligned: all of a group, or a multiple of `aligned` tiles.
std::vector<std::int64_t> smallestSizes(const Columns& columns, std::int64_t tileSize,
                                        std::int64_t aligned);

/// Of all tilings with blocks of `rowsPerBlock` rows (1 to M) that fit, the one with the least
/// `TilingCost`, then the least nTiles, then the least kTiles. nullopt when none fits.
///
/// Looks at `smallestSizes` only. Of tilings that cut k into as many slabs and the columns into as
/// many blocks, a smaller one fits where a larger one does, loads less before the first block and
/// drains less behind the last, has as many slots or more, and computes the same: it never costs
/// more.
std::optional<MatmulTiling> bestTiling(const MatmulShape& shape, const ArrayCapacity& capacity,
                                       std::int64_t rowsPerBlock);

/// The same by looking at every tiling: what `bestTiling` is tested with.
std::optional<MatmulTiling> exhaustiveTiling(const MatmulShape& shape,
                                             const ArrayCapacity& capacity,
                                             std::int64_t rowsPerBlock);

/// The best tiling with at most `rowsPerBlock` rows in a block, or with whatever rows are best for
/// a product that has blocks of its own.
/// Throws DesignError with the sizes when even the smallest does not fit.
MatmulTiling chooseTiling(const MatmulShape& shape, const ArrayCapacity& capacity,
                          std::int64_t rowsPerBlock);

/// Cycles of a product that has blocks of its own, in its best tiling.
std::int64_t cyclesOfOwnRows(MatmulShape shape, const ArrayCapacity& capacity);

} // namespace weft
