// output_lane.hpp: From one accumulator to one output value, fully pipelined.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/output_pipeline/gelu.hpp"
#include "gen/blocks/output_pipeline/requantise.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/values.hpp"
#include "gen/num/nonlinear.hpp"

namespace weft {

/// outputValue() of one channel: add, scale, activate, scale, saturate. The controls of a stage
/// arrive when their vector does, which is the business of the output pipeline around the lanes.
struct OutputLane : hdl::Module {
  /// Cycles from acc to the stage that reads ...
  static constexpr int kActivationStage = 1 + Requantise::kLatency;
  static constexpr int kSecondStage = kActivationStage + Gelu::kLatency;
  static constexpr int kTypeStage = kSecondStage + Requantise::kLatency;
  static constexpr int kLatency = kTypeStage + 1;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> enable{this, "en_i", "advance by one stage"};
  hdl::In<hdl::Signed> acc{this, "acc_i", 32, "accumulator"};
  hdl::In<hdl::Signed> bias{this, "bias_i", 32, "bias"};
  hdl::In<hdl::Unsigned> scale{this, "scale_i", 32, "scale word of the channel"};
  hdl::In<hdl::Bit> positive{this, "positive_i", "ReLU or GELU, at the activation stage"};
  hdl::In<hdl::Bit> useGelu{this, "gelu_i", "GELU, at the activation stage"};
  hdl::In<hdl::Unsigned> second{this, "second_i", 32, "scale word, at the second stage"};
  hdl::In<hdl::Unsigned> type{this, "type_i", isa::kBits<isa::OutputType>,
                              "STORE's type, at the last stage"};
  hdl::Out<hdl::Signed> value{this, "value_o", 32, "output, sign-extended"};

  explicit OutputLane(num::Nonlinear nonlinear);
};

} // namespace weft
