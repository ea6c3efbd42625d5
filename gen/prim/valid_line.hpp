// valid_line.hpp: A valid bit leaves DEPTH cycles after it entered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// A shift register of one bit with reset, for the valid bit beside a delay line or a pipeline.
struct ValidLine : hdl::Module {
  hdl::Dim DEPTH = param("DEPTH", 1, "cycles of delay, at least 1");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset: nothing is in flight"};
  hdl::In<hdl::Bit> validIn{this, "valid_i", "something enters"};
  hdl::Out<hdl::Bit> validOut{this, "valid_o", "something entered DEPTH cycles ago"};

  ValidLine();
};

} // namespace weft
