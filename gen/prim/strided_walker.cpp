// strided_walker.cpp: the offsets of three nested loops
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/strided_walker.hpp"

namespace weft {

using namespace hdl;

StridedWalker::StridedWalker() : Module("strided_walker", "the offsets of three nested loops") {
  RegGrid<Unsigned> origin{
      this, "origin_q", {kLevels}, OFFSET_W, "where a level's present round began"};
  RegGrid<Unsigned> index{this, "index_q", {kLevels}, COUNT_W, "rounds done of each level"};
  WireGrid<Unsigned> rounds{this, "rounds", {kLevels}, COUNT_W, "rounds done after this one"};
  Wire<Unsigned> ends{this, "ends", kLevels, "levels in their last round"};
  WireGrid<Unsigned> after{this, "after", {kLevels}, OFFSET_W, "offset after a step of each level"};

  for (int i = 0; i < kLevels; ++i) {
    rounds(i) <<= index(i) + 1;
    ends.bit(i) <<= rounds(i) == count(i);
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
      index(0) <<= mux(ends.bit(0), zeros(COUNT_W), rounds(0));
      when(ends.bit(0), [&] {
        origin(1) <<= next;
        index(1) <<= mux(ends.bit(1), zeros(COUNT_W), rounds(1));
      });
      when(ends.bit(0) & ends.bit(1), [&] {
        origin(2) <<= next;
        index(2) <<= rounds(2);
      });
    });
    when(start, [&] {
      origin <<= replicate(kLevels, startOffset);
      index <<= zeros(kLevels * COUNT_W);
    });
  });
}

} // namespace weft
