// tap_delay.hpp: A word leaves one to eight cycles after it entered, as many as the user says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// What a row of the array does, the row above does as many cycles later as a kernel has taps. A
/// line per bit with an exit at each place: shift-register cells where a target has them.
struct TapDelay : hdl::Module {
  hdl::Dim WIDTH = param("WIDTH", 8, "bits of a word");
  hdl::Dim LENGTH = localparam("LENGTH", 8, "places of a line");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset: no valid word is inside"};
  hdl::In<hdl::Unsigned> cyclesLast{this, "cycles_last_i", hdl::clog2(LENGTH),
                                    "cycles of delay - 1; stays while valid words are inside"};
  hdl::In<hdl::Bit> validIn{this, "valid_i", "a word enters"};
  hdl::In<hdl::Unsigned> dataIn{this, "data_i", WIDTH, "the word"};
  hdl::Out<hdl::Bit> validOut{this, "valid_o", "a word leaves"};
  hdl::Out<hdl::Unsigned> dataOut{this, "data_o", WIDTH, "the word"};

  TapDelay();
};

} // namespace weft
