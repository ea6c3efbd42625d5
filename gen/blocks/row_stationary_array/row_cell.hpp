// row_cell.hpp: One cell of the row-stationary array: a row of taps, a row of inputs, a sum.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Keeps taps of one kernel row for many filters, and the last columns of one image line, and
/// multiplies a tap by a column in every cycle of work. The products of a filter are added to the
/// sum that the cell below has at its first tap.
struct RowCell : hdl::Module {
  hdl::Dim DATA_W = param("DATA_W", 8, "operand width in bits");
  hdl::Dim SUM_W = param("SUM_W", 22, "sum width in bits");
  hdl::Dim TAPS = param("TAPS", 256, "taps that the cell holds");
  hdl::Dim HELD = param("HELD", 16, "image columns that it holds");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> storeTap{this, "store_tap_i", "keep the weight"};
  hdl::In<hdl::Unsigned> tapPlace{this, "tap_place_i", hdl::indexWidth(TAPS), "here"};
  hdl::In<hdl::Unsigned> weight{this, "weight_i", DATA_W, "the weight"};
  hdl::In<hdl::Bit> storeColumn{this, "store_column_i", "keep the activation"};
  hdl::In<hdl::Unsigned> place{this, "place_i", hdl::indexWidth(HELD), "here"};
  hdl::In<hdl::Unsigned> activation{this, "activation_i", DATA_W, "the activation"};
  hdl::In<hdl::Bit> work{this, "work_i", "multiply the two at the places below"};
  hdl::In<hdl::Bit> first{this, "first_i", "with the first tap of a filter"};
  hdl::In<hdl::Unsigned> tap{this, "tap_i", hdl::indexWidth(TAPS), "place of the tap"};
  hdl::In<hdl::Unsigned> column{this, "column_i", hdl::indexWidth(HELD), "place of the activation"};
  hdl::In<hdl::Signed> sum{this, "sum_i", SUM_W, "sum of the cell below"};
  hdl::Out<hdl::Signed> sumUp{this, "sum_o", SUM_W, "sum to the cell above"};

  RowCell();

private:
  void keepOperands(const hdl::Wire<hdl::Unsigned>& tapRead,
                    const hdl::Wire<hdl::Unsigned>& columnRead);
};

} // namespace weft
