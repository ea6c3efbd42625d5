// attention_output_lane.cpp: One accumulated value, scaled to int8.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/attention_output_lane.hpp"

namespace weft {

using namespace hdl;

namespace {
constexpr int kSignedFactorBits = num::kFactorBits + 1;
constexpr int kBits = num::kOperandBits;
constexpr int kTop = (1 << (kBits - 1)) - 1;
} // namespace

AttentionOutputLane::AttentionOutputLane()
    : Module("attention_output_lane", "one accumulated value, scaled to int8") {
  const Dim PRODUCT_W = localparam("PRODUCT_W", ACC_W + kSignedFactorBits);
  Wire<Signed> factor{this, "factor", kSignedFactorBits};
  Wire<Signed> doubled{this, "doubled", PRODUCT_W + 1, "room for the bit that rounds"};
  Reg<Signed> held{this, "product_q", PRODUCT_W};
  Reg<Signed> shifted{this, "shifted_q", PRODUCT_W + 1, "the lowest bit rounds"};
  Wire<Signed> rounded{this, "rounded", PRODUCT_W};
  Wire<Unsigned> above{this, "above", PRODUCT_W - kBits + 1,
                       "the sign, as often as the value fits"};
  Wire<Bit> fits{this, "fits"};
  Reg<Signed> output{this, "output_q", kBits};

  latency(kLatency);
  factor <<= multiplier.extend(kSignedFactorBits).asSigned();
  doubled <<= cat(held, zeros(1)).asSigned();
  rounded <<= shifted.high(PRODUCT_W) + shifted.bit(0).extend(PRODUCT_W).asSigned();
  above <<= rounded.high(PRODUCT_W - kBits + 1).asUnsigned();
  fits <<= allOf(above) | ~anyOf(above);
  clocked(clk, [&] {
    when(enable.bit(0), [&] { held <<= value * factor; });
    when(enable.bit(1), [&] { shifted <<= doubled >> shift; });
    when(enable.bit(2), [&] {
      output <<= mux(fits, rounded.low(kBits),
                     mux(rounded.msb(), lit<Signed>(-kTop - 1, kBits), lit<Signed>(kTop, kBits)));
    });
  });
  scaled <<= output;
}

} // namespace weft
