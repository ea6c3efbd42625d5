// output_lane.cpp: From one accumulator to one output value, fully pipelined.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/output_lane.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/prim/rounding.hpp"

namespace weft {

using namespace hdl;

namespace {

void addRequantise(OutputLane& lane, const char* name, const SInt& value, const UInt& scale,
                   const SInt& result) {
  auto& unit = lane.instance<Requantise>(name);
  clockedBy(unit, lane.clk);
  unit.enable <<= lane.enable;
  unit.value <<= value;
  unit.scale <<= scale;
  result <<= unit.result;
}

} // namespace

OutputLane::OutputLane(std::optional<num::Nonlinear> geluKind)
    : Module("output_lane", "from one accumulator to one output value"), gelu(geluKind) {
  Reg<Signed> sum{this, "sum_q", 32, "accumulator and bias"};
  Reg<Unsigned> channelScale{this, "scale_q", 32};
  Wire<Signed> scaled{this, "scaled", 32,
                      gelu ? "in output steps, before GELU in steps of 2^-20" : "in output steps"};
  std::optional<Wire<Signed>> activated;
  if (gelu)
    activated.emplace(this, "activated", 32);
  Wire<Signed> wide{this, "wide", 32, "in output steps, before the last saturation"};
  Wire<Signed> asInt8{this, "as_int8", 8, "saturated to int8"};
  Wire<Signed> asInt16{this, "as_int16", 16, "saturated to int16"};
  Reg<Signed> limited{this, "value_q", 32};
  const UInt int8 = valueConstant(*this, "TYPE", isa::OutputType::int8);
  const UInt int16 = valueConstant(*this, "TYPE", isa::OutputType::int16);

  latency(OutputStages::of(gelu.has_value()).latency);
  addRequantise(*this, "u_scale", sum, channelScale, scaled);
  if (gelu) {
    activate(scaled, *activated);
    addRequantise(*this, "u_second", *activated, *second, wide);
  } else {
    rectify(scaled, wide);
  }
  asInt8 <<= saturated(wide, 8);
  asInt16 <<= saturated(wide, 16);
  clocked(clk, [&] {
    when(enable, [&] {
      sum <<= acc + bias;
      channelScale <<= scale;
      switchOn(type)
          .is(int8, [&] { limited <<= asInt8.extend(32); })
          .is(int16, [&] { limited <<= asInt16.extend(32); })
          .otherwise([&] { limited <<= wide; });
    });
  });
  value <<= limited;
}

void OutputLane::activate(const SInt& scaled, const SInt& activated) {
  auto& unit = instance<Gelu>("u_gelu", {}, *gelu);
  clockedBy(unit, clk);
  unit.enable <<= enable;
  unit.value <<= scaled;
  unit.positive <<= positive;
  unit.useGelu <<= *useGelu;
  activated <<= unit.result;
}

void OutputLane::rectify(const SInt& scaled, const SInt& wide) {
  Reg<Signed> rectified{this, "rectified_q", 32};
  clocked(clk,
          [&] { when(enable, [&] { rectified <<= mux(positive & scaled.msb(), 0, scaled); }); });
  wide <<= rectified;
}

} // namespace weft
