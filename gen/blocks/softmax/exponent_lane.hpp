// exponent_lane.hpp: One score as an exponent of two in fixed point.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// x = saturate(round(score * multiplier * 2^-shift)), four stages: product, two shifts, rounding.
struct ExponentLane : hdl::Module {
  static constexpr int kLatency = 4;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Unsigned> enable{this, "en_i", kLatency, "bit n: stage n takes a new value"};
  hdl::In<hdl::Signed> score{this, "score_i", num::kScoreBits, "score"};
  hdl::In<hdl::Unsigned> multiplier{this, "multiplier_i", num::kFactorBits,
                                    "score scale: multiplier"};
  hdl::In<hdl::Unsigned> shift{this, "shift_i", num::kShiftBits,
                               "score scale: right shift, at least 1"};
  hdl::Out<hdl::Signed> exponent{this, "x_o", num::kExponentBits,
                                 "exponent, " + std::to_string(num::kExponentFraction) +
                                     " fraction bits, 4 cycles later"};

  ExponentLane();

private:
  void addRounding(const hdl::SInt& shifted);
};

} // namespace weft
