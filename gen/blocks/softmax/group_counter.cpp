// group_counter.cpp: Which part of a chunk is at the lanes.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/group_counter.hpp"

namespace weft {

using namespace hdl;

GroupCounter::GroupCounter() : Module("group_counter", "which part of a chunk is at the lanes") {
  const Dim LAST_GROUP = localparam("LAST_GROUP", CHUNK / LANES - 1, "groups of a chunk, less one");
  Reg<Bit> busy{this, "active_q"};
  Reg<Unsigned> group{this, "group_q", clog2(CHUNK)};
  Wire<Bit> ends{this, "ends", "of the chunk"};

  require(LANES <= CHUNK, "LANES_must_be_at_most_CHUNK");
  ends <<= group == LAST_GROUP;
  clocked(clk, reset, {busy, group}, [&] {
    when(ready, [&] {
      busy <<= valid;
      group <<= 0;
    }).otherwise([&] { group <<= group + 1; });
  });
  ready <<= ~busy | ends;
  active <<= busy;
  first <<= group == 0;
  last <<= ends;
}

Groups addGroups(Module& half, const Bit& clk, const Bit& reset, const Bit& valid, const Dim& CHUNK,
                 const Dim& LANES) {
  Wire<Bit> active{&half, "active", "a group is at the lanes"};
  Wire<Bit> first{&half, "first_group"}, last{&half, "last_group"};
  Wire<Bit> ready{&half, "ready", "always when a chunk comes: they come from a counter like this"};
  auto& groups = half.instance<GroupCounter>("u_groups", {{"CHUNK", CHUNK}, {"LANES", LANES}});
  clockedBy(groups, clk, reset);
  groups.valid <<= valid;
  ready <<= groups.ready;
  active <<= groups.active;
  first <<= groups.first;
  last <<= groups.last;
  half.unused(ready);
  half.require(clk, reset, !valid || ready, "chunks keep the pace of the lanes");
  return {active, first, last};
}

} // namespace weft
