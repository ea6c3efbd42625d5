// reset_sync.hpp: The active-low reset pin as a synchronous active-high reset.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Two registers between the pin and everything inside; a pulse of three cycles is enough.
struct ResetSync : hdl::Module {
  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> resetN{this, "aresetn", "reset pin, active low, any phase"};
  hdl::Out<hdl::Bit> reset{this, "rst_o", "synchronous reset, active high"};

  ResetSync() : Module("reset_sync", "the active-low reset pin as a synchronous reset") {
    hdl::Reg<hdl::Bit> first{this, "first_q"};
    hdl::Reg<hdl::Bit> second{this, "second_q"};
    clocked(clk, [&] {
      first <<= ~resetN;
      second <<= first;
    });
    reset <<= second;
  }
};

} // namespace weft
