// power_lane.hpp: One probability from an exponent: a table for the fraction, a shift for the rest.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/nonlinear.hpp"

namespace weft {

/// p = round(255 * 2^(x - chunk exponent)) and what it adds to the chunk's sum, four cycles later.
struct PowerLane : hdl::Module {
  static constexpr int kLatency = 4;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Unsigned> enable{this, "en_i", kLatency, "bit n: stage n takes a new value"};
  hdl::In<hdl::Signed> exponent{this, "exponent_i", num::kChunkExponentBits,
                                "exponent of the chunk"};
  hdl::In<hdl::Signed> x{this, "x_i", num::kExponentBits,
                         "exponent of the key, " + std::to_string(num::kExponentFraction) +
                             " fraction bits"};
  hdl::In<hdl::Bit> visible{this, "visible_i", "the key is not masked"};
  hdl::Out<hdl::Unsigned> probability{this, "p_o", num::kProbabilityBits, "probability, rounded"};
  hdl::Out<hdl::Unsigned> share{this, "share_o", num::kShareBits,
                                "its part of the sum, " + std::to_string(num::kSumGuardBits) +
                                    " guard bits"};

  explicit PowerLane(num::Nonlinear nonlinear);

private:
  void addRounding(const hdl::UInt& guarded);
};

} // namespace weft
