// select_lane.hpp: A lane chosen at run time, as a multiplexer
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Drives `chosen` with lane `index` of `lanes` (zero beyond the last). A part select with a
/// variable index would say the same, but synthesis makes a barrel shifter of it unless the lane
/// width is a power of two.
template <hdl::Signal::Kind kind>
void selectLane(hdl::Module& in, const hdl::Reg<hdl::Unsigned>& chosen,
                const hdl::Grid<hdl::Unsigned, kind>& lanes, const hdl::UInt& index) {
  in.combinational([&] {
    chosen <<= hdl::zeros(lanes.laneWidth());
    in.loop("i", lanes.lanes().front(), [&](hdl::Dim i) {
      in.when(index == hdl::value(i, index.width()), [&] { chosen <<= lanes(i); });
    });
  });
}

} // namespace weft
