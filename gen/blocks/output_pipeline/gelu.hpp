// gelu.hpp: GELU or ReLU of a fixed-point number, fully pipelined.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/nonlinear.hpp"

namespace weft {

/// num::gelu(value, nonlinear), or the positive part, or the value itself; a result per enabled
/// cycle. Both variants have the same ports and the same latency.
struct Gelu : hdl::Module {
  static constexpr int kLatency = 6;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> enable{this, "en_i", "advance by one stage"};
  hdl::In<hdl::Signed> value{this, "value_i", 32, "argument, for GELU in steps of 2^-20"};
  hdl::In<hdl::Bit> positive{this, "positive_i", "start from the positive part: ReLU and GELU"};
  hdl::In<hdl::Bit> useGelu{this, "gelu_i", "subtract the deficit: GELU"};
  hdl::Out<hdl::Signed> result{this, "result_o", 32, "in the steps of the argument"};

  explicit Gelu(num::Nonlinear nonlinear);
};

} // namespace weft
