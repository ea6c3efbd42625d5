// requantise.hpp: An int32 times a scale word, rounded once and saturated to int32.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// num::requantise(value, scale, 32), a result per enabled cycle.
struct Requantise : hdl::Module {
  static constexpr int kLatency = 3;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> enable{this, "en_i", "advance by one stage"};
  hdl::In<hdl::Signed> value{this, "value_i", 32, "value before scaling"};
  hdl::In<hdl::Unsigned> scale{this, "scale_i", 32, "shift in bits 31:26, multiplier below"};
  hdl::Out<hdl::Signed> result{this, "result_o", 32, "round(value * multiplier / 2^shift)"};

  Requantise();
};

} // namespace weft
