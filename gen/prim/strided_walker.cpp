// strided_walker.cpp: the offsets of three nested loops
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/strided_walker.hpp"

namespace weft {

using namespace hdl;

StridedWalker::StridedWalker() : Module("strided_walker", "the offsets of three nested loops") {
  RegGrid<Unsigned> origin{
      this, "origin_q", {kLevels}, OFFSET_W, "where a level's present round began"};
  RegGrid<Unsigned> index{this, "index_q", {kLevels}, COUNT_W, "round of each level, from 1"};
  Wire<Unsigned> ends{this, "ends", kLevels, "levels in their last round"};
  WireGrid<Unsigned> after{this, "after", {kLevels}, OFFSET_W, "offset after a step of each level"};

  const UInt first = lit<Unsigned>(1, COUNT_W);

  for (int i = 0; i < kLevels; ++i) {
    ends.bit(i) <<= index(i) == count(i);
    after(i) <<= origin(i) + stride(i);
  }
  offset <<= origin(0);
  next <<= mux(!ends.bit(0), after(0), mux(!ends.bit(1), after(1), after(2)));
  last <<= allOf(ends);

  note("A step advances the innermost level that is not in its last round and restarts those "
       "inside.");
  clocked(clk, [&] {
    when(step, [&] {
      origin(0) <<= next;
      index(0) <<= mux(ends.bit(0), first, index(0) + 1);
      when(ends.bit(0), [&] {
        origin(1) <<= next;
        index(1) <<= mux(ends.bit(1), first, index(1) + 1);
      });
      when(ends.bit(0) & ends.bit(1), [&] {
        origin(2) <<= next;
        index(2) <<= index(2) + 1;
      });
    });
    when(start, [&] {
      origin <<= replicate(kLevels, startOffset);
      index <<= replicate(kLevels, first);
    });
  });
}

} // namespace weft
