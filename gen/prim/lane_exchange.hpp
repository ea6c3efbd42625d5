// lane_exchange.hpp: Lanes change places, lane i with lane i XOR a distance.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Lane i of the output is lane i XOR `distance_i` of the input, so that a second exchange by the
/// same distance undoes the first. One multiplexer of two per bit of the distance: as much as a
/// rotation, but where a lane comes from takes no adder. Combinational.
struct LaneExchange : hdl::Module {
  hdl::Dim LANES = param("LANES", 16, "lanes: a power of two, at least 2");
  hdl::Dim LANE_W = param("LANE_W", 8, "bits of a lane");

  hdl::InGrid<hdl::Unsigned> in{this, "in_i", {LANES}, LANE_W, "lanes"};
  hdl::In<hdl::Unsigned> distance{this, "distance_i", hdl::clog2(LANES), "how far they go"};
  hdl::OutGrid<hdl::Unsigned> out{this, "out_o", {LANES}, LANE_W, "the lanes in their new places"};

  LaneExchange();
};

} // namespace weft
