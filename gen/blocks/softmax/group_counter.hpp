// group_counter.hpp: Which part of a chunk is at the lanes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// A chunk that is taken is at the lanes in the CHUNK / LANES cycles that follow, LANES keys a
/// cycle; the next one may be taken in the last of them.
struct GroupCounter : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk");
  hdl::Dim LANES = param("LANES", CHUNK, "keys per cycle, a power of two up to CHUNK");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "a chunk is offered"};
  hdl::Out<hdl::Bit> ready{this, "ready_o", "it would be taken"};
  hdl::Out<hdl::Bit> active{this, "active_o", "a group is at the lanes"};
  hdl::Out<hdl::Bit> first{this, "first_o", "the first of its chunk"};
  hdl::Out<hdl::Bit> last{this, "last_o", "the last of its chunk"};

  GroupCounter();
};

/// Where a group is in its chunk.
struct GroupEnds {
  hdl::Bit first, last;
  static constexpr std::tuple kFields{hdl::Field{"first", &GroupEnds::first},
                                      hdl::Field{"last", &GroupEnds::last}};
};

/// The group at the lanes of a half of the softmax.
struct Groups {
  hdl::Bit active, first, last;
};

/// Adds u_groups to `half`, which takes a chunk whenever `valid`; asserts that chunks keep the
/// pace.
Groups addGroups(hdl::Module& half, const hdl::Bit& clk, const hdl::Bit& reset,
                 const hdl::Bit& valid, const hdl::Dim& CHUNK, const hdl::Dim& LANES);

} // namespace weft
