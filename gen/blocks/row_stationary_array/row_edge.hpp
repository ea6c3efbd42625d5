// row_edge.hpp: Which byte of a word enters a row of the array, and for which column.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/row_stationary_array/row_stationary_array_model.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// Row ROW of the array has kernel row ROW mod R of channel ROW / R, counted from first_channel_i
/// on (R = kernel_rows_i): of a word of input line d it takes the byte of its channel, for output
/// line (d - kernel row) / step, which column has the same number. The kernel comes with the word.
struct RowEdge : hdl::Module {
  hdl::Dim ROWS = param("ROWS", 16, "rows of the array, bytes of a word");
  hdl::Dim COLUMNS = param("COLUMNS", 16, "columns of the array, output lines");
  hdl::Dim ROW = param("ROW", 0, "number of the row");
  hdl::Dim LINE_W =
      localparam("LINE_W", hdl::indexWidth(mostInputLines(COLUMNS)), "bits of an input line");
  hdl::Dim COLUMN_W = localparam("COLUMN_W", hdl::clog2(COLUMNS), "bits of an output line");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> kernelRows{this, "kernel_rows_i", 3, "rows of the kernel: 1 to 7"};
  hdl::In<hdl::Unsigned> firstChannel{this, "first_channel_i", hdl::clog2(ROWS),
                                      "byte of channel 0"};
  hdl::In<hdl::Bit> wide{this, "wide_i", "output lines are two input lines apart, not one"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "a word enters"};
  hdl::InGrid<hdl::Unsigned> word{this, "word_i", {ROWS}, 8, "a byte per channel"};
  hdl::In<hdl::Unsigned> line{this, "line_i", LINE_W, "its input line"};

  hdl::Out<hdl::Bit> meant{this, "meant_o", "the byte is meant for a column"};
  hdl::Out<hdl::Unsigned> column{this, "column_o", COLUMN_W, "which"};
  hdl::Out<hdl::Unsigned> byte{this, "byte_o", 8, "the byte"};

  RowEdge();
};

} // namespace weft
