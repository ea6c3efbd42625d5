// strided_walker.cpp: The offsets of three nested loops
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/strided_walker.hpp"

namespace weft {

using namespace hdl;

StridedWalker::StridedWalker() : Module("strided_walker", "the offsets of three nested loops") {
  RegGrid<Unsigned> origin{
      this, "origin_q", {kLevels}, OFFSET_W, "where a level's present round began"};
  RegGrid<Unsigned> rounds{this, "rounds_q", {kLevels}, COUNT_W, "counts of the walk"};
  RegGrid<Unsigned> left{this, "left_q", {kLevels}, COUNT_W, "rounds of each level to come"};
  Reg<Unsigned> single{this, "single_q", kLevels, "levels of one round"};
  Reg<Unsigned> ends{this, "ends_q", kLevels, "levels in their last round"};
  WireGrid<Unsigned> after{this, "after", {kLevels}, OFFSET_W, "offset after a step of each level"};

  for (int i = 0; i < kLevels; ++i)
    after(i) <<= origin(i) + stride(i);
  offset <<= origin(0);
  next <<= mux(!ends.bit(0), after(0), mux(!ends.bit(1), after(1), after(2)));
  last <<= allOf(ends);

  note("A step advances the innermost level that is not in its last round and restarts those "
       "inside.");
  const auto advance = [&](int level) {
    origin(level) <<= next;
    left(level) <<= mux(ends.bit(level), rounds(level), left(level) - 1);
    ends.bit(level) <<= mux(ends.bit(level), single.bit(level), left(level) == 2);
  };
  clocked(clk, [&] {
    when(step, [&] {
      advance(0);
      when(ends.bit(0), [&] { advance(1); });
      when(ends.bit(0) & ends.bit(1), [&] { advance(2); });
    });
    when(start, [&] {
      origin <<= replicate(kLevels, startOffset);
      rounds <<= count;
      left <<= count;
      loop("i", kLevels, [&](Dim i) {
        single.bit(i) <<= count(i) == 1;
        ends.bit(i) <<= count(i) == 1;
      });
    });
  });
}

} // namespace weft
