// matmul_constants.hpp: The bytes of a product's weights and channel records in memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_shape.hpp"
#include "sw/compiler/tiles.hpp"
#include "sw/model/graph.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace weft {

/// Of `slab` by `columns`, in whole tiles.
std::size_t weightBytes(const ArrayCapacity& capacity, const Block& slab, const Block& columns);

/// Tile by tile in the order of the array's loops (k outer, n inner); a tile is R words of C
/// weights, ragged edges as `packed` was (zero). `weights` is [K x N], row-major.
void packWeights(std::span<const std::int8_t> weights, std::int64_t N,
                 const ArrayCapacity& capacity, const Block& slab, const Block& columns,
                 std::span<std::uint8_t> packed);

/// Of the channel records of `columns`, in whole tiles.
std::size_t parameterBytes(const ArrayCapacity& capacity, const Block& columns);

/// One record a channel: bias, then scale word, little-endian.
void packParameters(const MatmulOp& op, const ArrayCapacity& capacity, const Block& columns,
                    std::span<std::uint8_t> packed);

} // namespace weft
