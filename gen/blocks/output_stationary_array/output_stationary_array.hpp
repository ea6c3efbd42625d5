// output_stationary_array.hpp: ROWS x COLUMNS cells that keep their sums while operands pass.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/output_stationary_array/output_stationary_array_model.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// A tile of ROWS output rows and COLUMNS channels, any number of products long. One activation
/// word (ROWS consecutive k of one output row) and one weight word (COLUMNS channels of one k) in
/// per cycle; behind the last products of a tile its rows come out, one a cycle, while the next
/// tile is summed. README.md states when weights enter and proves that the drain is hidden.
struct OutputStationaryArray : hdl::Module {
  ArrayShape shape;
  hdl::Dim ROWS = param("ROWS", shape.rows, "cells from north to south: output rows of a tile");
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "cells from west to east: channels of a tile");
  hdl::Dim DATA_W = fixedParam("DATA_W", 8, "operand width in bits");
  hdl::Dim RESULT_W = param("RESULT_W", 32, "result width in bits");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> activationValid{this, "activation_valid_i",
                                    "an activation word enters; ROWS of them are a block"};
  hdl::In<hdl::Bit> activationFirst{this, "activation_first_i", "the first one of a tile"};
  hdl::In<hdl::Bit> activationLast{this, "activation_last_i", "the last one of a tile"};
  hdl::InGrid<hdl::Unsigned> activation{
      this, "activation_i", {ROWS}, DATA_W, "one per k; word i of a block is of output row i"};
  hdl::InGrid<hdl::Signed> weight{
      this, "weight_i", {COLUMNS}, DATA_W, "one per channel, ROWS + 2 cycles behind its word"};
  hdl::Out<hdl::Bit> resultValid{this, "result_valid_o", "a row of a tile leaves, row 0 first"};
  hdl::OutGrid<hdl::Signed> result{this, "result_o", {COLUMNS}, RESULT_W, "one sum per channel"};

  explicit OutputStationaryArray(ArrayShape arrayShape);

private:
  struct Nets;
  void turnWords(Nets& nets);
  void skewControl(Nets& nets);
  void skewOperands(Nets& nets);
  void connectCells(Nets& nets);
  void drain(Nets& nets);
  void deskewResults(Nets& nets);
};

} // namespace weft
