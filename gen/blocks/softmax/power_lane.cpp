// power_lane.cpp: One probability from an exponent: a table for the fraction, a shift for the rest.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/power_lane.hpp"

#include "gen/blocks/softmax/softmax_model.hpp"

namespace weft {

using namespace hdl;

PowerLane::PowerLane(num::Nonlinear nonlinear)
    : Module("power_lane", "one probability from an exponent") {
  const ExponentTable& table = exponentTable(nonlinear);
  Rom<Unsigned> power{
      this, "power", 8, 12, {table.begin(), table.end()}, "255 * 2^(-f/256) in steps of 1/16"};
  Reg<Signed> distance{this, "distance_q", 24, "below the chunk's exponent"};
  Reg<Bit> kept{this, "kept_q", "the key is not masked"};
  Reg<Unsigned> mantissa{this, "mantissa_q", 12};
  Reg<Unsigned> octaves{this, "octaves_q", 5, "16 and more make nothing of a mantissa"};
  Reg<Unsigned> guarded{this, "guarded_q", 16, "probability with 8 guard bits"};

  latency(4);
  clocked(clk, [&] {
    when(enable.bit(0), [&] {
      distance <<= cat(exponent, zeros(8)).asSigned() - x.extend(24);
      kept <<= visible;
    });
    when(enable.bit(1), [&] {
      mantissa <<= power(distance.low(8).asUnsigned());
      octaves <<= mux(kept & ~anyOf(distance.high(12)), distance.bits(11, 8).asUnsigned().extend(5),
                      lit<Unsigned>(16, 5));
    });
    when(enable.bit(2), [&] { guarded <<= cat(mantissa, zeros(4)) >> octaves; });
  });
  addRounding(guarded);
}

void PowerLane::addRounding(const UInt& guarded) {
  Reg<Unsigned> rounded{this, "rounded_q", 8};
  Reg<Unsigned> unrounded{this, "unrounded_q", 16};
  clocked(clk, [&] {
    when(enable.bit(3), [&] {
      rounded <<= guarded.high(8) + guarded.bit(7).extend(8);
      unrounded <<= guarded;
    });
  });
  probability <<= rounded;
  note("From 64 on the sum takes p as it was rounded: the error cancels in the division.");
  share <<= mux(anyOf(rounded.high(2)), cat(rounded, zeros(8)), unrounded);
}

} // namespace weft
