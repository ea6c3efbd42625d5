// output_pipeline_model.hpp: What the output pipeline computes from one accumulator, bit for bit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/values.hpp"
#include "gen/num/gelu.hpp"

#include <cstdint>

namespace weft {

using isa::Activation;
using isa::OutputType;

/// Bias and scale of one output channel: 8 bytes in memory, in this order.
struct ChannelRecord {
  std::int32_t bias = 0;
  num::Scale scale;
};

constexpr int bitsOf(OutputType type) { return static_cast<int>(8 * isa::bytesOf(type)); }

/// One output. `channel` maps acc + bias (scale s_x s_w[c]) to the output scale; before GELU it
/// maps to steps of 2^-20, and `second` maps those to the output scale. int32 outputs without GELU
/// are acc + bias (ReLU: its positive part) and use no scale. Throws InternalError when acc + bias
/// leaves int32, which num::accumulatorFits() excludes.
constexpr std::int32_t outputValue(std::int32_t acc, std::int32_t bias, num::Scale channel,
                                   Activation activation, OutputType type, num::Scale second,
                                   num::Nonlinear nonlinear) {
  const std::int32_t sum = num::checkedAdd32(acc, bias);
  const bool isGelu = activation == Activation::gelu;
  std::int64_t value = sum;
  if (isGelu || type != OutputType::int32)
    value = num::requantise(sum, channel, 32);
  if (isGelu)
    value = num::requantise(num::gelu(static_cast<std::int32_t>(value), nonlinear), second, 32);
  if (activation == Activation::relu && value < 0)
    value = 0;
  return static_cast<std::int32_t>(num::saturate(value, bitsOf(type)));
}

} // namespace weft
