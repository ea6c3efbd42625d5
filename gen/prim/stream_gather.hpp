// stream_gather.hpp: Narrow words become a wide one
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// LANES narrow words, first one lowest, become one wide word; a narrow word with `last` sends what
/// is there, with the missing lanes zero, and marks it. One narrow word per cycle without a pause.
struct StreamGather : hdl::Module {
  hdl::Dim LANE_W = param("LANE_W", 64, "bits of a narrow word");
  hdl::Dim LANES = param("LANES", 2, "narrow words in a wide one");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::StreamIn<hdl::Unsigned> in{this, "in", LANE_W, "narrow words", {.last = true}};
  hdl::StreamOut<hdl::Unsigned> out{this, "out", LANES* LANE_W, "wide words", {.last = true}};

  StreamGather();
};

} // namespace weft
