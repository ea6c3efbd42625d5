// window_axis.hpp: How windows move along one direction of the source of a POOL.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Windows begin two places apart; a place before or behind the source is its nearest one. Counts
/// how many places lie behind, so that nothing is compared but with zero.
struct WindowAxis : hdl::Module {
  static constexpr int kSideBits = 16;
  static constexpr int kJumpBits = 2;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> start{this, "start_i", "go to the first window; wins over all that follow"};
  hdl::In<hdl::Unsigned> length{this, "length_i", kSideBits, "places of the source, at least 1"};
  hdl::In<hdl::Bit> pad{this, "pad_i", "the first window begins one place before it"};
  hdl::In<hdl::Bit> next{this, "next_i", "go to the next window"};
  hdl::In<hdl::Bit> again{this, "again_i", "go back to the window's first place"};
  hdl::In<hdl::Bit> step{this, "step_i", "go to its next place"};
  hdl::Out<hdl::Bit> advance{this, "advance_o", "of the next place from the present one"};
  hdl::Out<hdl::Unsigned> jump{this, "jump_o", kJumpBits, "of the next window from this one"};

  WindowAxis();
};

} // namespace weft
