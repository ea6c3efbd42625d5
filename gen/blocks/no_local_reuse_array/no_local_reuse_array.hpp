// no_local_reuse_array.hpp: ROWS x COLUMNS multipliers and adder trees that keep no operand.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/no_local_reuse_array/no_local_reuse_array_model.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// In every cycle one activation vector and a whole tile of weights enter from their buffers; one
/// int32 vector leaves 1 + clog2(ROWS) cycles later. Nothing is kept for another cycle.
struct NoLocalReuseArray : hdl::Module {
  ArrayShape shape;
  hdl::Dim ROWS = param("ROWS", shape.rows, "products per result: a power of two");
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "results");
  hdl::Dim DATA_W = param("DATA_W", 8, "operand width in bits");
  hdl::Dim RESULT_W = param("RESULT_W", 32, "result width in bits");
  hdl::Dim SUM_W = localparam("SUM_W", 2 * DATA_W + hdl::clog2(ROWS), "bits of a sum");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "a vector and a tile of weights enter"};
  hdl::InGrid<hdl::Signed> activation{this, "activation_i", {ROWS}, DATA_W, "one per row"};
  hdl::InGrid<hdl::Signed> weight{
      this, "weight_i", {ROWS, COLUMNS}, DATA_W, "one per row and column"};
  hdl::Out<hdl::Bit> resultValid{this, "result_valid_o", "a result vector leaves"};
  hdl::OutGrid<hdl::Signed> result{this, "result_o", {COLUMNS}, RESULT_W, "one sum per column"};

  explicit NoLocalReuseArray(ArrayShape arrayShape);
};

} // namespace weft
