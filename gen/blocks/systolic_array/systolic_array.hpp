// systolic_array.hpp: ROWS x COLUMNS multiply-accumulate cells with skew and deskew.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/pe/pe_model.hpp"
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_unit.hpp"

namespace weft {

/// One activation vector in, one int32 vector out per cycle; the weights of the next tile enter
/// meanwhile. README.md states when weights may enter and proves that tiles follow without a
/// bubble. With shared attention an activation has a bit more, so that it may be a probability.
struct SystolicArray : hdl::Module {
  ArrayShape shape;
  num::AttentionUnit attention;
  hdl::Dim ROWS = param("ROWS", shape.rows, "cells from north to south: products per result");
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "cells from west to east: results");
  hdl::Dim DATA_W = param("DATA_W", 8, "operand width in bits");
  hdl::Dim ACTIVATION_W =
      attention == num::AttentionUnit::shared
          ? param("ACTIVATION_W", kSharedActivationBits, "activation width in bits")
          : DATA_W;
  hdl::Dim RESULT_W = param("RESULT_W", 32, "result width in bits");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> weightValid{this, "weight_valid_i", "weights enter, last row of a tile first"};
  hdl::InGrid<hdl::Signed> weight{this, "weight_i", {COLUMNS}, DATA_W, "one weight per column"};
  hdl::In<hdl::Bit> activationValid{this, "activation_valid_i", "an activation vector enters"};
  hdl::In<hdl::Bit> activationFirst{this, "activation_first_i", "the first one of a tile"};
  hdl::InGrid<hdl::Signed> activation{this, "activation_i", {ROWS}, ACTIVATION_W, "one per row"};
  hdl::Out<hdl::Bit> resultValid{this, "result_valid_o", "a result vector leaves"};
  hdl::OutGrid<hdl::Signed> result{this, "result_o", {COLUMNS}, RESULT_W, "one sum per column"};

  explicit SystolicArray(ArrayShape arrayShape,
                         num::AttentionUnit attentionUnit = num::AttentionUnit::dedicated);

private:
  hdl::Dim SUM_W = localparam("SUM_W", (ACTIVATION_W + DATA_W).simplified() + hdl::clog2(ROWS),
                              "partial-sum width");

  struct Nets;
  void openRows(Nets& nets);
  void skewControl(Nets& nets);
  void skewOperands(Nets& nets);
  void connectCells(Nets& nets);
  void deskewResults(Nets& nets);
};

} // namespace weft
