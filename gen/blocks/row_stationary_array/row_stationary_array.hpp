// row_stationary_array.hpp: ROWS x COLUMNS cells that keep rows of kernels and of inputs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/row_stationary_array/row_stationary_array_model.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// Convolves COLUMNS filters with COLUMNS output lines: row i holds kernel row i mod R of channel
/// i / R of every filter (R = kernel rows), column e the input lines of output line e. A step is
/// one output column of all these lines: COLUMNS filters of `taps` taps each. Sums run up from row
/// to row and leave as COLUMNS rows of COLUMNS filters, one row per output line. README.md states
/// when operands have to be there.
struct RowStationaryArray : hdl::Module {
  ArrayShape shape;
  hdl::Dim ROWS = param("ROWS", shape.rows, "cells from north to south: channels * kernel rows");
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "cells from west to east: lines, filters");
  hdl::Dim DATA_W = fixedParam("DATA_W", 8, "operand width in bits");
  hdl::Dim RESULT_W = param("RESULT_W", 32, "result width in bits");
  hdl::Dim SLOTS = localparam("SLOTS", kTapSlots, "tiles of weights that the cells hold");
  hdl::Dim TAP_W = localparam("TAP_W", hdl::indexWidth(SLOTS* COLUMNS), "bits of a tap's place");
  hdl::Dim FILTER_W = localparam("FILTER_W", hdl::clog2(COLUMNS), "bits of a filter in a tile");
  hdl::Dim LANES = localparam("LANES", tileWords(ROWS, COLUMNS), "words of a tile of weights");
  hdl::Dim HELD =
      localparam("HELD", heldColumns(ROWS, COLUMNS), "image columns that the cells hold");
  hdl::Dim HELD_W = localparam("HELD_W", hdl::indexWidth(HELD), "bits of the place of one");
  hdl::Dim SUM_W = localparam("SUM_W", 2 * DATA_W - 1 + hdl::clog2(kMostKernelTaps * ROWS + 1),
                              "bits of the sum of a pass");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> tapsLast{this, "taps_last_i", 3, "taps of a kernel row - 1: 0 to 6"};

  hdl::In<hdl::Bit> activationValid{this, "activation_valid_i", "an activation word enters"};
  hdl::InGrid<hdl::Unsigned> activation{
      this, "activation_i", {ROWS}, DATA_W, "a byte per channel of one pixel"};
  hdl::In<hdl::Unsigned> kernelRows{this, "kernel_rows_i", 3, "rows of its kernel: 1 to 7"};
  hdl::In<hdl::Unsigned> firstChannel{this, "first_channel_i", hdl::clog2(ROWS),
                                      "byte of the channel of row 0"};
  hdl::In<hdl::Bit> wide{this, "wide_i", "output lines are two input lines apart, not one"};
  hdl::In<hdl::Unsigned> line{this, "line_i", hdl::indexWidth(mostInputLines(COLUMNS)),
                              "line of the pixel, from the first one"};
  hdl::In<hdl::Unsigned> place{this, "place_i", HELD_W, "where its column is held"};

  hdl::In<hdl::Bit> weightValid{this, "weight_valid_i",
                                "a word of weights enters, or a blank one behind them"};
  hdl::InGrid<hdl::Unsigned> weight{
      this, "weight_i", {COLUMNS}, DATA_W, "one per filter; word i of a tile is of row i"};

  hdl::In<hdl::Bit> work{this, "work_i", "the lowest row multiplies"};
  hdl::In<hdl::Bit> first{this, "first_i", "the first tap of a filter"};
  hdl::In<hdl::Bit> last{this, "last_i", "the last one"};
  hdl::In<hdl::Unsigned> tap{this, "tap_i", TAP_W, "place of the tap: {slot, filter}"};
  hdl::In<hdl::Unsigned> column{this, "column_i", HELD_W, "where its image column is held"};

  hdl::Out<hdl::Bit> begins{this, "begins_o", "a step begins in row 0: what was held before this"};
  hdl::Out<hdl::Unsigned> slot{this, "slot_o", kTapSlotBits, "slot"};
  hdl::Out<hdl::Unsigned> held{this, "held_o", HELD_W, "and this column is free"};
  hdl::Out<hdl::Bit> ends{this, "ends_o", "a step ends in row 0: its rows leave COLUMNS + 5 later"};
  hdl::Out<hdl::Bit> resultValid{this, "result_valid_o", "a row leaves, that of line 0 first"};
  hdl::OutGrid<hdl::Signed> result{this, "result_o", {COLUMNS}, RESULT_W, "one sum per filter"};

  explicit RowStationaryArray(ArrayShape arrayShape);

private:
  struct Nets;
  void enterWords(Nets& nets);
  void turnWeights(Nets& nets);
  void enterWeights(Nets& nets);
  void delayRows(Nets& nets);
  void connectCells(Nets& nets);
  void followSteps(Nets& nets);
  void alignSums(Nets& nets);
  void turnSums(Nets& nets);
  void checkSteps();
};

} // namespace weft
