// gelu.cpp: GELU or ReLU of a fixed-point number, fully pipelined.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/gelu.hpp"

#include "gen/blocks/output_pipeline/gelu_deficit.hpp"

namespace weft {

using namespace hdl;

namespace {

/// Connects one form of the deficit to the wires around it.
template <class Deficit>
void addDeficit(Gelu& gelu, const UInt& magnitude, const Bit& use, const SInt& deficit) {
  auto& unit = gelu.instance<Deficit>("u_deficit");
  clockedBy(unit, gelu.clk);
  unit.enable <<= gelu.enable;
  unit.magnitude <<= magnitude;
  unit.use <<= use;
  deficit <<= unit.deficit;
}

} // namespace

Gelu::Gelu(num::Nonlinear nonlinear)
    : Module("gelu", "GELU or ReLU of a fixed-point number: max(x, 0) - d(|x|)") {
  constexpr int kWait = GeluDeficit::kLatency + 1;
  Reg<Unsigned> magnitude{this, "magnitude_q", 32};
  Reg<Bit> use{this, "use_q", "the deficit counts"};
  RegGrid<Signed> base{this, "base_q", {kWait}, 32, "the first term, a stage a lane"};
  Wire<Signed> deficit{this, "deficit", GeluDeficit::kResultBits, "the second term"};
  Reg<Signed> difference{this, "result_q", 32};

  static_assert(kLatency == kWait + 1);
  latency(kLatency);
  if (nonlinear == num::Nonlinear::accurate)
    addDeficit<GeluParabolas>(*this, magnitude, use, deficit);
  else
    addDeficit<GeluCubic>(*this, magnitude, use, deficit);
  clocked(clk, [&] {
    when(enable, [&] {
      magnitude <<= mux(value.msb(), -value, value).asUnsigned();
      use <<= useGelu;
      base(0) <<= mux(positive & value.msb(), 0, value);
      loop("s", kWait - 1, [&](Dim s) { base(s + 1) <<= base(s); });
      difference <<= base(kWait - 1) - deficit.extend(32);
    });
  });
  result <<= difference;
}

} // namespace weft
