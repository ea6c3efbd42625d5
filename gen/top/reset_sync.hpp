// reset_sync.hpp: The active-low reset pin as a synchronous active-high reset.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Two registers between the pin and everything inside. However short the pin is low, the inside is
/// in reset for at least kCycles; the pins are quiet from the pin's first cycle to the reset's
/// last.
struct ResetSync : hdl::Module {
  static constexpr int kCycles = 8;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> resetN{this, "aresetn", "reset pin, active low, any phase"};
  hdl::Out<hdl::Bit> reset{this, "rst_o", "synchronous reset, active high"};
  hdl::Out<hdl::Bit> quiet{this, "quiet_o", "the pins offer and take nothing"};

  ResetSync() : Module("reset_sync", "the active-low reset pin as a synchronous reset") {
    hdl::Reg<hdl::Bit> first{this, "first_q"};
    hdl::Reg<hdl::Unsigned> left{this, "left_q", kCycles, "cycles of reset to come: ones"};
    clocked(clk, [&] {
      first <<= ~resetN;
      left <<= mux(first, hdl::ones(kCycles), left >> 1);
    });
    reset <<= left.bit(0);
    quiet <<= ~resetN | first | left.bit(0);
  }
};

} // namespace weft
