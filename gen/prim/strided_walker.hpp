// strided_walker.hpp: The offsets of three nested loops
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Visits start + i1 * stride1 + i2 * stride2 + i3 * stride3, level 1 innermost, modulo 2^OFFSET_W.
/// Counts (at least 1) are taken with `start_i`; strides must be stable from the cycle after it to
/// the last step. Which levels are in their last round is a register, because `last_o` decides late
/// in a cycle what may follow.
struct StridedWalker : hdl::Module {
  static constexpr int kLevels = 3;

  hdl::Dim OFFSET_W = param("OFFSET_W", 32, "bits of an offset");
  hdl::Dim COUNT_W = param("COUNT_W", 24, "bits of a count");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> start{this, "start_i", "begin at start_offset_i; wins over step_i"};
  hdl::In<hdl::Unsigned> startOffset{this, "start_offset_i", OFFSET_W, "first offset"};
  hdl::InGrid<hdl::Unsigned> count{this, "count_i", {kLevels}, COUNT_W, "rounds of each level"};
  hdl::InGrid<hdl::Unsigned> stride{this, "stride_i", {kLevels}, OFFSET_W, "step of each level"};
  hdl::In<hdl::Bit> step{this, "step_i", "go to the next offset"};
  hdl::Out<hdl::Unsigned> offset{this, "offset_o", OFFSET_W, "the present offset"};
  hdl::Out<hdl::Unsigned> next{this, "next_o", OFFSET_W, "the offset after the next step"};
  hdl::Out<hdl::Bit> last{this, "last_o", "the present offset is the last one"};

  StridedWalker();
};

} // namespace weft
