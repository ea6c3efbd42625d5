// gelu_parabolas.cpp: The deficit of GELU by a table of parabolas.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/gelu_deficit.hpp"
#include "gen/num/gelu.hpp"
#include "gen/prim/rounding.hpp"

#include <vector>

namespace weft {

using namespace hdl;

namespace {

constexpr int kIndexBits = 6;

/// One coefficient of every segment; the deficit is 0 beyond the last one.
std::vector<std::int64_t> column(std::int32_t num::GeluSegment::*coefficient) {
  std::vector<std::int64_t> values;
  values.reserve(std::size_t{1} << kIndexBits);
  for (const num::GeluSegment& segment : num::kGeluTable)
    values.push_back(segment.*coefficient);
  values.resize(std::size_t{1} << kIndexBits, 0);
  return values;
}

} // namespace

GeluParabolas::GeluParabolas()
    : GeluDeficit("gelu_parabolas", "deficit of GELU against ReLU by a table of parabolas") {
  using num::GeluSegment, num::kGeluC0Bits, num::kGeluC1Bits, num::kGeluC2Bits;
  constexpr int kOffsetBits = num::kGeluSegmentBits;
  constexpr int kCurveBits = kGeluC2Bits + kOffsetBits + 1;
  constexpr int kCurveShift = kOffsetBits + num::kGeluCurvatureGuard;
  constexpr int kRiseBits = kGeluC1Bits + kOffsetBits + 1;

  Rom<Unsigned> c0{this,
                   "table_c0",
                   kIndexBits,
                   kGeluC0Bits,
                   column(&GeluSegment::c0),
                   "deficit at the left end, in steps of 2^-20"};
  Rom<Signed> c1{this,
                 "table_c1",
                 kIndexBits,
                 kGeluC1Bits,
                 column(&GeluSegment::c1),
                 "slope, in steps of 2^-20 a segment"};
  Rom<Signed> c2{this,
                 "table_c2",
                 kIndexBits,
                 kGeluC2Bits,
                 column(&GeluSegment::c2),
                 "curvature, in steps of 2^-22 a segment squared"};

  Wire<Unsigned> index{this, "index", kIndexBits, "segment"};
  RegGrid<Unsigned> start{this, "start_q", {4}, kGeluC0Bits, "c0, a stage a lane"};
  RegGrid<Signed> slope{this, "slope_q", {2}, kGeluC1Bits, "c1, a stage a lane"};
  Reg<Signed> curvature{this, "curvature_q", kGeluC2Bits, "c2"};
  RegGrid<Signed> offset{this, "offset_q", {3}, kOffsetBits + 1, "position in the segment"};
  Reg<Signed> curve{this, "curve_q", kCurveBits};
  Wire<Signed> bend{this, "bend", kCurveBits - kCurveShift, "curve in the steps of the slope"};
  Reg<Signed> steepness{this, "steepness_q", kGeluC1Bits, "mean slope up to the offset"};
  Reg<Signed> rise{this, "rise_q", kRiseBits};
  Wire<Signed> climb{this, "climb", kRiseBits - kOffsetBits, "rise in steps of 2^-20"};
  Reg<Unsigned> inside{this, "inside_q", kLatency, "the table applies, a bit a stage"};

  latency(kLatency);
  index <<= magnitude.at(kOffsetBits, kIndexBits);
  bend <<= rounded(curve, kCurveShift, kCurveBits - kCurveShift);
  climb <<= rounded(rise, kOffsetBits, kRiseBits - kOffsetBits);
  clocked(clk, [&] {
    when(enable, [&] {
      inside <<= cat(inside.low(kLatency - 1),
                     use & !anyOf(magnitude.high(32 - kOffsetBits - kIndexBits)));
      start(0) <<= c0(index);
      slope(0) <<= c1(index);
      curvature <<= c2(index);
      offset(0) <<= cat(zeros(1), magnitude.low(kOffsetBits)).asSigned();
      loop("s", 3, [&](Dim s) { start(s + 1) <<= start(s); });
      slope(1) <<= slope(0);
      loop("s", 2, [&](Dim s) { offset(s + 1) <<= offset(s); });
      curve <<= curvature * offset(0);
      steepness <<= slope(1) + bend.extend(kGeluC1Bits);
      rise <<= steepness * offset(2);
    });
  });
  deficit <<= mux(
      inside.msb(),
      cat(zeros(kResultBits - kGeluC0Bits), start(3)).asSigned() + climb.extend(kResultBits), 0);
  unused(cat(curve.low(kCurveShift - 1), rise.low(kOffsetBits - 1)));
}

} // namespace weft
