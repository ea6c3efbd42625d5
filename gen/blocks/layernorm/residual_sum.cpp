// residual_sum.cpp: The sum t of two scaled int16 words, rounded once.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/residual_sum.hpp"

#include "gen/prim/rounding.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kProductBits = 16 + ResidualSum::kFactorBits + 1;
constexpr int kSumBits = kProductBits + 1;

} // namespace

ResidualSum::ResidualSum()
    : Module("residual_sum", "the sum of two scaled int16 words, rounded once") {
  Wire<Signed> positiveA{this, "positive_a", kFactorBits + 1};
  Wire<Signed> positiveResidual{this, "positive_residual", kFactorBits + 1};
  RegGrid<Signed> scaledA{this, "scaled_a_q", {LANES}, kProductBits};
  RegGrid<Signed> scaledResidual{this, "scaled_residual_q", {LANES}, kProductBits};
  RegGrid<Signed> sum{this, "sum_q", {LANES}, kSumBits, "with the half that rounds"};
  RegGrid<Signed> limited{this, "t_q", {LANES}, 16};
  Reg<Unsigned> lasts{this, "lasts_q", kLatency - 1, "bit i: a last word entered i + 1 cycles ago"};
  Reg<Unsigned> stage{this, "stage_q", kLatency, "bit i: a word entered i + 1 cycles ago"};
  const SInt half = lit<Signed>(std::int64_t{1} << (kPostScaleShift - 1), kSumBits);

  latency(kLatency);
  validOut <<= stage.msb();
  positiveA <<= cat(zeros(1), factorA).asSigned();
  positiveResidual <<= cat(zeros(1), factorResidual).asSigned();
  clocked(clk, reset, {stage}, [&] {
    stage <<= cat(stage.low(kLatency - 1), valid);
    lasts <<= cat(lasts.low(kLatency - 2), last);
    loop("l", LANES, [&](Dim l) {
      scaledA(l) <<= a(l) * positiveA;
      scaledResidual(l) <<= residual(l) * positiveResidual;
    });
    when(stage.bit(0), [&] {
      loop("l", LANES, [&](Dim l) {
        sum(l) <<= scaledA(l).extend(kSumBits) + scaledResidual(l).extend(kSumBits) + half;
      });
    });
    when(stage.bit(1), [&] {
      loop("l", LANES, [&](Dim l) {
        const SInt rounded = sum(l).high(kSumBits - kPostScaleShift);
        const Bit inside = (lastLane >= value(l, LANE_W)) | ~lasts.msb();
        limited(l) <<= mux(inside & ~(relu & sum(l).msb()), saturated(rounded, 16), 0);
      });
    });
  });
  forEach("g_dropped", "lane", LANES, [&](Dim lane) { unused(sum(lane).low(kPostScaleShift)); });
  t <<= limited;
}

} // namespace weft
