// valid_line.hpp: Remembers in which of the last DEPTH cycles something entered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// A shift register of one bit with reset, for the valid bits beside delay lines and pipelines.
struct ValidLine : hdl::Module {
  hdl::Dim DEPTH = param("DEPTH", 1, "cycles to remember, at least 1");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> rst{this, "rst_i", "synchronous reset: nothing entered"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "something enters"};
  hdl::Out<hdl::Unsigned> taps{this, "taps_o", DEPTH, "bit i: something entered i + 1 cycles ago"};

  ValidLine();
};

} // namespace weft
