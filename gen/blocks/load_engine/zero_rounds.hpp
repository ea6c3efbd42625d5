// zero_rounds.hpp: Which runs of a LOAD are zeros that nobody reads
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Walks the two inner levels of a command run by run. A run is zeros when the round of a level is
/// among its first `first_i` or its last `last_i`. Settings must be stable from the start on to the
/// last step; `first_i` and `last_i` count from the cycle after the start.
struct ZeroRounds : hdl::Module {
  static constexpr int kLevels = 2;
  static constexpr int kCountBits = 16;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> start{this, "start_i", "begin at the first run; wins over step_i"};
  hdl::In<hdl::Bit> step{this, "step_i", "go to the next run"};
  hdl::InGrid<hdl::Unsigned> count{this, "count_i", {kLevels}, kCountBits, "rounds of each level"};
  hdl::InGrid<hdl::Unsigned> first{
      this, "first_i", {kLevels}, kCountBits, "how many at the beginning are zeros"};
  hdl::InGrid<hdl::Unsigned> last{
      this, "last_i", {kLevels}, kCountBits, "how many at the end are zeros"};
  hdl::Out<hdl::Bit> zero{this, "zero_o", "the present run is zeros"};

  ZeroRounds();
};

} // namespace weft
