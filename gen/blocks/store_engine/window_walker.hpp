// window_walker.hpp: Which rows of the accumulator a STORE or a POOL reads, one after the other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/store_engine/window_axis.hpp"

namespace weft {

/// Windows outer, n tiles, then lines and columns of a window. What is no POOL has windows of one
/// row that follow each other without an end. No address is multiplied: each follows from the one
/// where its loop began.
struct WindowWalker : hdl::Module {
  static constexpr int kRowBits = 24;             ///< of the row fields of a command
  static constexpr int kReachBits = kRowBits + 1; ///< an inside row and one stride
  static constexpr int kSideBits = WindowAxis::kSideBits;
  static constexpr int kWindowBits = 2;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> start{this, "start_i", "a new block; the fields below are its"};
  hdl::In<hdl::Unsigned> firstRow{this, "first_row_i", kRowBits, "row 0 of tile 0"};
  hdl::In<hdl::Unsigned> stride{this, "stride_i", kRowBits, "rows from tile to tile"};
  hdl::In<hdl::Bit> pools{this, "pools_i", "it is that of a POOL"};
  hdl::In<hdl::Unsigned> window{this, "window_i", kWindowBits, "lines and columns of a window"};
  hdl::In<hdl::Unsigned> windows{this, "windows_i", kSideBits, "windows side by side"};
  hdl::In<hdl::Unsigned> lines{this, "lines_i", kSideBits, "lines of the source"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kSideBits, "rows in a line"};
  hdl::In<hdl::Bit> padTop{this, "pad_top_i", "the first window begins one line above"};
  hdl::In<hdl::Bit> padLeft{this, "pad_left_i", "the first window begins one column to the left"};
  hdl::In<hdl::Bit> step{this, "step_i", "the row is being read"};
  hdl::In<hdl::Bit> lastTile{this, "last_tile_i", "it belongs to a last tile"};
  hdl::Out<hdl::Unsigned> row{this, "row_o", kReachBits, "the row; it may not exist"};
  hdl::Out<hdl::Bit> begins{this, "begins_o", "it is the first of its window and tile"};
  hdl::Out<hdl::Bit> ends{this, "ends_o", "it is the last of its window and tile"};

  WindowWalker();

private:
  struct Nets;
  void count(Nets& nets);
  void walkSource(Nets& nets);
  void addAddresses(Nets& nets);
};

} // namespace weft
