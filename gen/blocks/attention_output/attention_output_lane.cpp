// attention_output_lane.cpp: One accumulated value, scaled to int8.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/attention_output_lane.hpp"

namespace weft {

using namespace hdl;

AttentionOutputLane::AttentionOutputLane()
    : Module("attention_output_lane", "one accumulated value, scaled to int8") {
  const Dim PRODUCT_W = localparam("PRODUCT_W", ACC_W + 18);
  Wire<Signed> factor{this, "factor", 18};
  Wire<Signed> doubled{this, "doubled", PRODUCT_W + 1, "room for the bit that rounds"};
  Reg<Signed> held{this, "product_q", PRODUCT_W};
  Reg<Signed> shifted{this, "shifted_q", PRODUCT_W + 1, "the lowest bit rounds"};
  Wire<Signed> rounded{this, "rounded", PRODUCT_W};
  Wire<Unsigned> above{this, "above", PRODUCT_W - 7, "the sign, as often as the value fits"};
  Wire<Bit> fits{this, "fits"};
  Reg<Signed> output{this, "output_q", 8};

  latency(kLatency);
  factor <<= multiplier.extend(18).asSigned();
  doubled <<= cat(held, zeros(1)).asSigned();
  rounded <<= shifted.high(PRODUCT_W) + shifted.bit(0).extend(PRODUCT_W).asSigned();
  above <<= rounded.high(PRODUCT_W - 7).asUnsigned();
  fits <<= allOf(above) | ~anyOf(above);
  clocked(clk, [&] {
    when(enable.bit(0), [&] { held <<= value * factor; });
    when(enable.bit(1), [&] { shifted <<= doubled >> shift; });
    when(enable.bit(2), [&] {
      output <<=
          mux(fits, rounded.low(8), mux(rounded.msb(), lit<Signed>(-128, 8), lit<Signed>(127, 8)));
    });
  });
  scaled <<= output;
}

} // namespace weft
