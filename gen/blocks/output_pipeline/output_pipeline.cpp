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
  Reg<Unsigned> valid{of, "valid_q", of->stages.latency, "a vector is in the stage"};
  RegGrid<Unsigned> tag{of, "tag_q", {of->stages.latency}, of->TAG_W};
  RegGrid<Unsigned> type{of, "type_q", {of->stages.latency}, isa::kBits<OutputType>};
  RegGrid<Unsigned> activation{of, "activation_q", {of->stages.activation}, isa::kBits<Activation>};
  std::optional<RegGrid<Unsigned>> second = secondScales(of); ///< with GELU
  UInt none = valueConstant(*of, "ACTIVATION", Activation::none);
  std::optional<UInt> gelu = constantOfGelu(of); ///< with GELU
  UInt int32 = valueConstant(*of, "TYPE", OutputType::int32);
  UInt one = of->constant<Unsigned>("ONE", kOne.word, 32, "the scale word of 1");
  Wire<Bit> unscaled{of, "unscaled",
                     gelu ? "int32 without GELU: acc + bias as it is"
                          : "int32: acc + bias as it is"};

  static std::optional<RegGrid<Unsigned>> secondScales(OutputPipeline* of) {
    using Grid = RegGrid<Unsigned>;
    return of->gelu ? std::optional(Grid{of, "second_q", {of->stages.second}, 32}) : std::nullopt;
  }
  static std::optional<UInt> constantOfGelu(OutputPipeline* of) {
    return of->gelu ? std::optional(valueConstant(*of, "ACTIVATION", Activation::gelu))
                    : std::nullopt;
  }
};

OutputPipeline::OutputPipeline(std::optional<num::Nonlinear> geluKind)
    : Module("output_pipeline", "bias, requantisation, activation, saturation: a vector a cycle"),
      gelu(geluKind) {
  Controls controls{this};
  latency(stages.latency);
  note("Idle stages cost nothing: without a vector in flight no lane is evaluated.");
  controls.advance <<= outReady | !outValid;
  controls.step <<= controls.advance & (accValid | anyOf(controls.valid));
  const Bit isWide = type == controls.int32;
  controls.unscaled <<= controls.gelu ? Bit(isWide & (activation != *controls.gelu)) : isWide;
  accReady <<= controls.advance;
  moving <<= controls.step;
  delayControls(controls);
  addLanes(controls);
  outValid <<= controls.valid.msb();
  outType <<= controls.type(stages.latency - 1);
  outTag <<= controls.tag(stages.latency - 1);
}

void OutputPipeline::delayControls(Controls& c) {
  const auto shift = [&](const auto& grid, int depth) {
    loop("s", depth - 1, [&](Dim s) { grid(s + 1) <<= grid(s); });
  };
  clocked(clk, reset, {c.valid}, [&] {
    when(c.step, [&] {
      c.valid <<= cat(c.valid.low(stages.latency - 1), accValid);
      c.tag(0) <<= tag;
      shift(c.tag, stages.latency);
      c.type(0) <<= type;
      shift(c.type, stages.latency);
      c.activation(0) <<= activation;
      shift(c.activation, stages.activation);
      if (!c.gelu)
        return;
      note("Without GELU the second scaling is by 1.");
      (*c.second)(0) <<= mux(activation == *c.gelu, *second, c.one);
      shift(*c.second, stages.second);
    });
  });
}

void OutputPipeline::addLanes(Controls& c) {
  const UInt applied = c.activation(stages.activation - 1);
  forEach("g_lane", "c", LANES, [&](Dim lane) {
    Wire<Unsigned> scale{this, "scale", 32, "scale word of the channel, or of 1"};
    scale <<= mux(c.unscaled, c.one, record(lane).high(32));
    auto& unit = instance<OutputLane>("u_lane", {}, gelu);
    clockedBy(unit, clk);
    unit.enable <<= c.step;
    unit.acc <<= acc(lane);
    unit.bias <<= record(lane).low(32).asSigned();
    unit.scale <<= scale;
    unit.positive <<= applied != c.none;
    if (c.gelu) {
      *unit.useGelu <<= applied == *c.gelu;
      *unit.second <<= (*c.second)(stages.second - 1);
    }
    unit.type <<= c.type(stages.type - 1);
    out(lane) <<= unit.value;
  });
}

} // namespace weft
