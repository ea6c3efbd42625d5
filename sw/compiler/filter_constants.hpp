// filter_constants.hpp: The bytes of a convolution's weights in memory, as CONVOLVE takes them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/convolution_plan.hpp"

#include <cstdint>
#include <span>

namespace weft {

/// Of a part of the kernel, for `slab` by `columns`: tile by tile (channels outer, columns inner),
/// tap by tap, a word an array row; rows without a channel as `packed` was (zero). `weights` is
/// [kernel row, tap, channel x N], row-major.
void packFilters(std::span<const std::int8_t> weights, const ConvolutionPlan& plan,
                 const KernelPart& part, const Block& slab, const Block& columns,
                 std::span<std::uint8_t> packed);

} // namespace weft
