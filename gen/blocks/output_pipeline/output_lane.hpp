// output_lane.hpp: From one accumulator to one output value, fully pipelined.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/output_pipeline/gelu.hpp"
#include "gen/blocks/output_pipeline/requantise.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/values.hpp"
#include "gen/num/nonlinear.hpp"

#include <optional>

namespace weft {

/// Cycles from a sum to the stage that reads ...
struct OutputStages {
  int activation; ///< ... the activation
  int second;     ///< ... the scale after GELU; without GELU there is none
  int type;       ///< ... the type
  int latency;    ///< to the output

  static constexpr OutputStages of(bool hasGelu) {
    const int activation = 1 + Requantise::kLatency;
    const int second = activation + Gelu::kLatency;
    const int type = hasGelu ? second + Requantise::kLatency : activation + 1;
    return {activation, second, type, type + 1};
  }
};

/// outputValue() of one channel: add, scale, activate, scale, saturate; without `gelu`, whose
/// approximation it names, the activation is ReLU and nothing is scaled again. The controls of a
/// stage arrive when their vector does, which is the business of the output pipeline around the
/// lanes.
struct OutputLane : hdl::Module {
  std::optional<num::Nonlinear> gelu;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> enable{this, "en_i", "advance by one stage"};
  hdl::In<hdl::Signed> acc{this, "acc_i", 32, "accumulator"};
  hdl::In<hdl::Signed> bias{this, "bias_i", 32, "bias"};
  hdl::In<hdl::Unsigned> scale{this, "scale_i", 32, "scale word of the channel"};
  hdl::In<hdl::Bit> positive{this, "positive_i",
                             gelu ? "ReLU or GELU, at the activation stage"
                                  : "ReLU, at the activation stage"};
  std::optional<hdl::In<hdl::Bit>> useGelu =
      ifGelu<hdl::In<hdl::Bit>>("gelu_i", "GELU, at the activation stage");
  std::optional<hdl::In<hdl::Unsigned>> second =
      ifGelu<hdl::In<hdl::Unsigned>>("second_i", 32, "scale word, at the second stage");
  hdl::In<hdl::Unsigned> type{this, "type_i", isa::kBits<isa::OutputType>,
                              "STORE's type, at the last stage"};
  hdl::Out<hdl::Signed> value{this, "value_o", 32, "output, sign-extended"};

  explicit OutputLane(std::optional<num::Nonlinear> geluKind);

private:
  template <class Port, class... Facts> std::optional<Port> ifGelu(Facts... facts) {
    return gelu ? std::optional<Port>(std::in_place, this, facts...) : std::nullopt;
  }
  void activate(const hdl::SInt& scaled, const hdl::SInt& activated);
  void rectify(const hdl::SInt& scaled, const hdl::SInt& wide);
};

} // namespace weft
