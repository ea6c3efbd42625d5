// output_pipeline.hpp: Bias, requantisation, activation and saturation of a vector a cycle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/output_pipeline/output_lane.hpp"
#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// LANES copies of OutputLane and the delay of their controls. Every vector carries its own
/// activation, type and second scale, so commands may follow each other without a gap. Without
/// `gelu` the pipeline is shorter and knows no second scale.
struct OutputPipeline : hdl::Module {
  std::optional<num::Nonlinear> gelu;
  OutputStages stages = OutputStages::of(gelu.has_value());
  static constexpr int kRecordBits = 64; ///< scale word above bias, as in memory

  hdl::Dim LANES = param("LANES", 16, "values per vector");
  hdl::Dim TAG_W = param("TAG_W", 2, "width of what travels with a vector");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> accValid{this, "acc_valid_i", "a vector is offered"};
  hdl::Out<hdl::Bit> accReady{this, "acc_ready_o", "the pipeline advances"};
  hdl::InGrid<hdl::Signed> acc{this, "acc_data_i", {LANES}, 32, "accumulators"};
  hdl::InGrid<hdl::Unsigned> record{
      this, "record_i", {LANES}, kRecordBits, "channel records: scale word above bias"};
  hdl::In<hdl::Unsigned> activation{this, "activation_i", isa::kBits<Activation>,
                                    "STORE's activation"};
  hdl::In<hdl::Unsigned> type{this, "type_i", isa::kBits<OutputType>, "STORE's type"};
  std::optional<hdl::In<hdl::Unsigned>> second =
      gelu ? std::optional<hdl::In<hdl::Unsigned>>(std::in_place, this, "second_i", 32,
                                                   "scale word after GELU")
           : std::nullopt;
  hdl::In<hdl::Unsigned> tag{this, "tag_i", TAG_W, "comes out with the vector"};
  hdl::Out<hdl::Bit> outValid{this, "out_valid_o", "a result is offered"};
  hdl::In<hdl::Bit> outReady{this, "out_ready_i", "it is taken"};
  hdl::OutGrid<hdl::Signed> out{this, "out_data_o", {LANES}, 32, "outputs, sign-extended"};
  hdl::Out<hdl::Unsigned> outType{this, "out_type_o", isa::kBits<OutputType>, "type of the result"};
  hdl::Out<hdl::Unsigned> outTag{this, "out_tag_o", TAG_W, "tag of the result"};
  hdl::Out<hdl::Bit> moving{this, "moving_o", "a vector enters or moves on"};

  explicit OutputPipeline(std::optional<num::Nonlinear> geluKind);

private:
  struct Controls;
  void delayControls(Controls& controls);
  void addLanes(Controls& controls);
};

} // namespace weft
