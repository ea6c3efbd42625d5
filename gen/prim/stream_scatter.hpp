// stream_scatter.hpp: A wide word becomes narrow ones
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// The lanes of a wide word one after the other, lowest first, one per cycle without a pause. A
/// word with `last` has only its `in_lanes_i` lowest lanes; the final one is marked.
struct StreamScatter : hdl::Module {
  hdl::Dim LANE_W = param("LANE_W", 64, "bits of a narrow word");
  hdl::Dim LANES = param("LANES", 2, "narrow words in a wide one, at least 2");
  hdl::Dim COUNT_W = localparam("COUNT_W", hdl::clog2(LANES + 1), "bits of a number of lanes");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::StreamIn<hdl::Unsigned> in{this, "in", LANES* LANE_W, "wide words", {.last = true}};
  hdl::In<hdl::Unsigned> inLanes{this, "in_lanes_i", COUNT_W, "lanes of a last word, 1..LANES"};
  hdl::StreamOut<hdl::Unsigned> out{this, "out", LANE_W, "narrow words", {.last = true}};

  StreamScatter();
};

} // namespace weft
