// output_pipeline_model.hpp: What the output pipeline computes from one accumulator, bit for bit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/gelu.hpp"

#include <cstdint>

namespace weft {

/// Activation functions, numbered as in the STORE command.
enum class Activation : std::uint8_t { none = 0, relu = 1, gelu = 2 };

/// Types of the output, numbered as in the STORE command; int8 << type is the size in bytes.
enum class OutType : std::uint8_t { int8 = 0, int16 = 1, int32 = 2 };

/// Bias and scale of one output channel: 8 bytes in memory, in this order.
struct ChannelRecord {
  std::int32_t bias = 0;
  num::Scale scale;
};

constexpr int bitsOf(OutType type) { return 8 << static_cast<int>(type); }

/// One output. `channel` maps acc + bias (scale s_x s_w[c]) to the output scale; before GELU it
/// maps to steps of 2^-20, and `second` maps those to the output scale. int32 outputs without GELU
/// are acc + bias (ReLU: its positive part) and use no scale. Throws InternalError when acc + bias
/// leaves int32, which num::accumulatorFits() excludes.
constexpr std::int32_t outputValue(std::int32_t acc, std::int32_t bias, num::Scale channel,
                                   Activation activation, OutType type, num::Scale second,
                                   num::Nonlinear nonlinear) {
  const std::int32_t sum = num::checkedAdd32(acc, bias);
  const bool isGelu = activation == Activation::gelu;
  std::int64_t value = sum;
  if (isGelu || type != OutType::int32)
    value = num::requantise(sum, channel, 32);
  if (isGelu)
    value = num::requantise(num::gelu(static_cast<std::int32_t>(value), nonlinear), second, 32);
  if (activation == Activation::relu && value < 0)
    value = 0;
  return static_cast<std::int32_t>(num::saturate(value, bitsOf(type)));
}

} // namespace weft
