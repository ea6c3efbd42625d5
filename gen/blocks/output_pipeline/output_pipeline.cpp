// output_pipeline.cpp: Bias, requantisation, activation and saturation of a vector a cycle.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/output_pipeline.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/num/fixed.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr num::Scale kOne = num::Scale::make(1u << 25, 25);

} // namespace

/// The controls of the vectors in flight: lane s of a grid belongs to the vector s + 1 stages deep.
struct OutputPipeline::Controls {
  OutputPipeline* of;
  Wire<Bit> advance{of, "advance", "every stage moves on"};
  Wire<Bit> step{of, "step", "... and there is something to move"};
  Reg<Unsigned> valid{of, "valid_q", kLatency, "a vector is in the stage"};
  RegGrid<Unsigned> tag{of, "tag_q", {kLatency}, of->TAG_W};
  RegGrid<Unsigned> type{of, "type_q", {kLatency}, isa::kBits<OutputType>};
  RegGrid<Unsigned> activation{
      of, "activation_q", {OutputLane::kActivationStage}, isa::kBits<Activation>};
  RegGrid<Unsigned> second{of, "second_q", {OutputLane::kSecondStage}, 32};
  UInt none = valueConstant(*of, "ACTIVATION", Activation::none);
  UInt gelu = valueConstant(*of, "ACTIVATION", Activation::gelu);
  UInt int32 = valueConstant(*of, "TYPE", OutputType::int32);
  UInt one = of->constant<Unsigned>("ONE", kOne.word, 32, "the scale word of 1");
  Wire<Bit> unscaled{of, "unscaled", "int32 without GELU: acc + bias as it is"};
};

OutputPipeline::OutputPipeline(num::Nonlinear nonlinear)
    : Module("output_pipeline", "bias, requantisation, activation, saturation: a vector a cycle") {
  Controls controls{this};
  latency(kLatency);
  note("Idle stages cost nothing: without a vector in flight no lane is evaluated.");
  controls.advance <<= outReady | !outValid;
  controls.step <<= controls.advance & (accValid | anyOf(controls.valid));
  controls.unscaled <<= (type == controls.int32) & (activation != controls.gelu);
  accReady <<= controls.advance;
  moving <<= controls.step;
  delayControls(controls);
  addLanes(controls, nonlinear);
  outValid <<= controls.valid.msb();
  outType <<= controls.type(kLatency - 1);
  outTag <<= controls.tag(kLatency - 1);
}

void OutputPipeline::delayControls(Controls& c) {
  const auto shift = [&](const auto& grid, int stages) {
    loop("s", stages - 1, [&](Dim s) { grid(s + 1) <<= grid(s); });
  };
  clocked(clk, reset, {c.valid}, [&] {
    when(c.step, [&] {
      c.valid <<= cat(c.valid.low(kLatency - 1), accValid);
      c.tag(0) <<= tag;
      shift(c.tag, kLatency);
      c.type(0) <<= type;
      shift(c.type, kLatency);
      c.activation(0) <<= activation;
      shift(c.activation, OutputLane::kActivationStage);
      note("Without GELU the second scaling is by 1.");
      c.second(0) <<= mux(activation == c.gelu, second, c.one);
      shift(c.second, OutputLane::kSecondStage);
    });
  });
}

void OutputPipeline::addLanes(Controls& c, num::Nonlinear nonlinear) {
  const UInt applied = c.activation(OutputLane::kActivationStage - 1);
  forEach("g_lane", "c", LANES, [&](Dim lane) {
    Wire<Unsigned> scale{this, "scale", 32, "scale word of the channel, or of 1"};
    scale <<= mux(c.unscaled, c.one, record(lane).high(32));
    auto& unit = instance<OutputLane>("u_lane", {}, nonlinear);
    clockedBy(unit, clk);
    unit.enable <<= c.step;
    unit.acc <<= acc(lane);
    unit.bias <<= record(lane).low(32).asSigned();
    unit.scale <<= scale;
    unit.positive <<= applied != c.none;
    unit.useGelu <<= applied == c.gelu;
    unit.second <<= c.second(OutputLane::kSecondStage - 1);
    unit.type <<= c.type(OutputLane::kTypeStage - 1);
    out(lane) <<= unit.value;
  });
}

} // namespace weft
