// event_counter.hpp: A counter of weighted events.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Adds `step_i` in every cycle; `clear_i` sets it to zero and wins.
struct EventCounter : hdl::Module {
  hdl::Dim WIDTH = param("WIDTH", 64, "bits of the counter");
  hdl::Dim STEP_W = param("STEP_W", 1, "bits of the step");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> clear{this, "clear_i", "back to zero"};
  hdl::In<hdl::Unsigned> step{this, "step_i", STEP_W, "events of this cycle"};
  hdl::Out<hdl::Unsigned> count{this, "count_o", WIDTH, "events so far"};

  EventCounter();
};

} // namespace weft
