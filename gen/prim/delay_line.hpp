// delay_line.hpp: A word leaves DEPTH cycles after it entered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// A free-running shift register without reset. One flat vector: synthesis finds shift-register
/// cells in it, simulation moves whole machine words.
struct DelayLine : hdl::Module {
  hdl::Dim WIDTH = param("WIDTH", 8, "bits of a word");
  hdl::Dim DEPTH = param("DEPTH", 1, "cycles of delay, at least 1");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Unsigned> dataIn{this, "data_i", WIDTH, "word that enters"};
  hdl::Out<hdl::Unsigned> dataOut{this, "data_o", WIDTH, "word of DEPTH cycles ago"};

  DelayLine();
};

} // namespace weft
