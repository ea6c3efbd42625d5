// integer_gemm.hpp: Exact int8 matrix product, fast enough for BERT on one core.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/window.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace weft {

/// output [M x N] int32 = x [M x K] int8 * weight [K x N] int8, all row-major. M, K, N follow from
/// `K` and the sizes. Exact while 128 * 127 * K fits in int32, which Graph::check guarantees.
void multiplyInt8(std::span<const std::int8_t> x, std::span<const std::int8_t> weight,
                  std::size_t K, std::span<std::int32_t> output);

/// output [results x N] int32, before pooling, of the image x [pixels x channels] int8 and weight
/// [factors x N] int8. Exact as `multiplyInt8` is.
void convolveInt8(std::span<const std::int8_t> x, std::span<const std::int8_t> weight,
                  const Window& window, std::span<std::int32_t> output);

} // namespace weft
