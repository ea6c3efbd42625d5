// attention_output_lane.hpp: One accumulated value, scaled to int8.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// saturate8(round(value * multiplier * 2^-shift)), three stages: product, shift, rounding.
struct AttentionOutputLane : hdl::Module {
  static constexpr int kLatency = 3;

  hdl::Dim ACC_W = param("ACC_W", num::kWidestAccumulatorBits, "bits of an accumulator");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Unsigned> enable{this, "en_i", kLatency, "bit n: stage n takes a new value"};
  hdl::In<hdl::Signed> value{this, "value_i", ACC_W, "accumulated value"};
  hdl::In<hdl::Unsigned> multiplier{this, "multiplier_i", num::kFactorBits,
                                    "factor of the row: multiplier"};
  hdl::In<hdl::Unsigned> shift{this, "shift_i", num::kShiftBits,
                               "its right shift, 3 to 63, one cycle after the multiplier"};
  hdl::Out<hdl::Signed> scaled{this, "scaled_o", num::kOperandBits, "output, 3 cycles later"};

  AttentionOutputLane();
};

} // namespace weft
