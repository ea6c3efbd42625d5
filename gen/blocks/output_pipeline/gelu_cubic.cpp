// gelu_cubic.cpp: The deficit of GELU by I-BERT's polynomial.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/gelu_deficit.hpp"
#include "gen/num/gelu.hpp"
#include "gen/prim/rounding.hpp"

namespace weft {

using namespace hdl;

GeluCubic::GeluCubic()
    : GeluDeficit("gelu_cubic", "deficit of GELU against ReLU by I-BERT's polynomial") {
  constexpr int kCoarseShift = num::kGeluFraction - num::kIGeluFraction;
  constexpr int kCoarseBits = 32 - kCoarseShift + 1;
  constexpr int kInsideBits = 17; // the root and everything left of it
  constexpr int kFactorBits = 15;
  constexpr int kSquareBits = 17;
  constexpr int kSlopeBits = kInsideBits + kFactorBits - num::kIGeluSlopeShift;

  auto factor = constant<Unsigned>("FACTOR", num::kIGeluFactor, kFactorBits, "0.0722 * 2^18");
  auto root = constant<Unsigned>("ROOT", num::kIGeluRoot, kInsideBits, "1.769 sqrt(2) * 2^15");
  Wire<Unsigned> extended{this, "extended", kCoarseBits + kCoarseShift};
  Wire<Unsigned> coarse{this, "coarse", kCoarseBits, "|x| in steps of 2^-15"};
  Reg<Unsigned> inside{this, "inside_q", kLatency, "left of the root, a bit a stage"};
  Reg<Unsigned> x{this, "x_q", kInsideBits, "|x| in steps of 2^-15"};
  Wire<Unsigned> distance{this, "distance", kInsideBits, "from x to the root"};
  Reg<Unsigned> square{this, "square_q", 2 * kInsideBits, "steps of 2^-30"};
  Reg<Unsigned> slope{this, "slope_q", kInsideBits + kFactorBits, "0.0722 x, steps of 2^-33"};
  Reg<Unsigned> roundSquare{this, "round_square_q", kSquareBits, "steps of 2^-14"};
  Reg<Unsigned> roundSlope{this, "round_slope_q", kSlopeBits, "steps of 2^-16"};
  Reg<Unsigned> product{this, "product_q", kSquareBits + kSlopeBits, "steps of 2^-30"};

  latency(kLatency);
  extended <<= magnitude.extend(kCoarseBits + kCoarseShift);
  coarse <<= rounded(extended, kCoarseShift, kCoarseBits);
  distance <<= root - x;
  clocked(clk, [&] {
    when(enable, [&] {
      inside <<= cat(inside.low(kLatency - 1), use & (coarse < root.extend(kCoarseBits)));
      x <<= coarse.low(kInsideBits);
      square <<= distance * distance;
      slope <<= x * factor;
      roundSquare <<= rounded(square, num::kIGeluSquareShift, kSquareBits);
      roundSlope <<= rounded(slope, num::kIGeluSlopeShift, kSlopeBits);
      product <<= roundSquare * roundSlope;
    });
  });
  deficit <<=
      mux(inside.msb(), rounded(product, num::kIGeluDeficitShift, kResultBits), 0).asSigned();
  note("Bits that only arguments beyond the root could set, and bits below a half.");
  unused(cat(extended.low(kCoarseShift - 1), square.msb(), product.high(2),
             square.low(num::kIGeluSquareShift - 1), slope.low(num::kIGeluSlopeShift - 1),
             product.low(num::kIGeluDeficitShift - 1)));
}

} // namespace weft
