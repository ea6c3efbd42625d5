// matmul_estimate.hpp: closed forms for the cycles of a tiled matrix product, to compare tilings
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_tiling.hpp"

namespace weft {

/// Cycles that `rows` rows (all columns, all of k) keep the array: block by block the longest of
/// computing, moving bytes, draining the accumulator, and of the round trip of a slot (free, load,
/// compute) shared out over the slots.
std::int64_t rowsCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                        const MatmulTiling& tiling, std::int64_t rows);

/// Cycles of these in which the product itself moves bytes.
std::int64_t rowsBusCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                           const MatmulTiling& tiling, std::int64_t rows);

/// Cycles before the first slab is there, which nothing hides.
std::int64_t firstLoadCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                             const MatmulTiling& tiling);

/// Cycles that the last block of `rows` rows needs to drain, which nothing hides.
std::int64_t lastDrainCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                             const MatmulTiling& tiling, std::int64_t rows);

/// Cycles of the whole product on its own.
std::int64_t estimateCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                            const MatmulTiling& tiling);

} // namespace weft
