// zero_rounds.cpp: Which runs of a LOAD are zeros that nobody reads
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/load_engine/zero_rounds.hpp"

namespace weft {

using namespace hdl;

ZeroRounds::ZeroRounds() : Module("zero_rounds", "which runs of a LOAD are zeros") {
  RegGrid<Unsigned> left{
      this, "left_q", {kLevels}, kCountBits, "rounds to come, the present one included"};
  Wire<Unsigned> ends{this, "ends", kLevels, "levels in their last round"};
  Wire<Unsigned> zeros{this, "zeros", kLevels, "levels whose round is zeros"};

  for (int i = 0; i < kLevels; ++i) {
    const UInt reach = left(i).extend(kCountBits + 1) + first(i).extend(kCountBits + 1);
    ends.bit(i) <<= left(i) == 1;
    zeros.bit(i) <<= (reach > count(i).extend(kCountBits + 1)) | (left(i) <= last(i));
  }
  zero <<= anyOf(zeros);
  const auto advance = [&](int level) {
    left(level) <<= mux(ends.bit(level), count(level), left(level) - 1);
  };
  clocked(clk, [&] {
    when(step, [&] {
      advance(0);
      when(ends.bit(0), [&] { advance(1); });
    });
    when(start, [&] { left <<= count.flat(); });
  });
}

} // namespace weft
