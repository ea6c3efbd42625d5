// exponent_lane.cpp: One score as an exponent of two in fixed point.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/exponent_lane.hpp"

namespace weft {

using namespace hdl;
using num::kExponentBits;

namespace {
constexpr int kSignedFactorBits = num::kFactorBits + 1;
constexpr int kProductBits = num::kScoreBits + kSignedFactorBits;
constexpr int kTop = (1 << (kExponentBits - 1)) - 1;
constexpr int kFineBits = num::kShiftBits / 2; ///< of the shift, left to the second shifter
} // namespace

ExponentLane::ExponentLane() : Module("exponent_lane", "one score as an exponent of two") {
  Wire<Signed> factor{this, "factor", kSignedFactorBits};
  Wire<Signed> doubled{this, "doubled", kProductBits + 1, "room for the bit that rounds"};
  Reg<Signed> held{this, "product_q", kProductBits};
  Reg<Signed> coarse{this, "coarse_q", kProductBits + 1, "shifted by a multiple of 8"};
  Reg<Signed> fine{this, "fine_q", kProductBits + 1, "shifted; the lowest bit rounds"};

  latency(kLatency);
  factor <<= multiplier.extend(kSignedFactorBits).asSigned();
  doubled <<= cat(held, zeros(1)).asSigned();
  clocked(clk, [&] {
    when(enable.bit(0), [&] { held <<= score * factor; });
    when(enable.bit(1), [&] {
      coarse <<= doubled >> cat(shift.high(num::kShiftBits - kFineBits), zeros(kFineBits));
    });
    when(enable.bit(2), [&] { fine <<= coarse >> shift.low(kFineBits); });
  });
  addRounding(fine);
}

void ExponentLane::addRounding(const SInt& shifted) {
  Wire<Signed> rounded{this, "rounded", kProductBits};
  Wire<Unsigned> above{this, "above", kProductBits - kExponentBits + 1,
                       "the sign, as often as the value fits"};
  Wire<Bit> fits{this, "fits"};
  Reg<Signed> x{this, "x_q", kExponentBits};
  rounded <<= shifted.high(kProductBits) + shifted.bit(0).extend(kProductBits).asSigned();
  above <<= rounded.high(kProductBits - kExponentBits + 1).asUnsigned();
  fits <<= allOf(above) | ~anyOf(above);
  clocked(clk, [&] {
    when(enable.bit(3), [&] {
      x <<= mux(fits, rounded.low(kExponentBits),
                mux(rounded.msb(), lit<Signed>(-kTop - 1, kExponentBits),
                    lit<Signed>(kTop, kExponentBits)));
    });
  });
  exponent <<= x;
}

} // namespace weft
