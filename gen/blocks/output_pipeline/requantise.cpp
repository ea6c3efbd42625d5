// requantise.cpp: An int32 times a scale word, rounded once and saturated to int32.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/requantise.hpp"

#include "gen/blocks/scale_bits.hpp"
#include "gen/num/fixed.hpp"
#include "gen/prim/rounding.hpp"

namespace weft {

using namespace hdl;

Requantise::Requantise()
    : Module("requantise", "int32 times a scale word, rounded once, saturated to int32") {
  constexpr int kFactorBits = num::Scale::kMultiplierBits;
  constexpr int kProductBits = 32 + kFactorBits + 1;

  Wire<Signed> factor{this, "factor", kFactorBits + 1, "multiplier as a positive number"};
  Reg<Signed> product{this, "product_q", kProductBits};
  Reg<Unsigned> shift{this, "shift_q", num::Scale::kShiftBits};
  Wire<Signed> doubled{this, "doubled", kProductBits + 1, "product with room for the half bit"};
  Reg<Signed> shifted{this, "shifted_q", kProductBits + 1, "lowest bit: the half bit"};
  Wire<Signed> whole{this, "whole", kProductBits, "product after the shift, rounded"};
  Reg<Signed> limited{this, "result_q", 32};

  latency(kLatency);
  factor <<= cat(zeros(1), multiplierBits(scale)).asSigned();
  doubled <<= cat(product, zeros(1)).asSigned();
  whole <<= rounded(shifted, 1, kProductBits);
  clocked(clk, [&] {
    when(enable, [&] {
      product <<= value * factor;
      shift <<= shiftBits(scale);
      shifted <<= doubled >> shift;
      limited <<= saturated(whole, 32);
    });
  });
  result <<= limited;
}

} // namespace weft
