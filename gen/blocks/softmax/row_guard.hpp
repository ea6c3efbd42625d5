// row_guard.hpp: Tells whether a row has been taken in the last cycles.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Remembers the rows of the last HOLD cycles. Rows are taken PERIOD cycles apart or more, so
/// younger ones are not looked at.
struct RowGuard : hdl::Module {
  hdl::Dim ROW_W = param("ROW_W", 6, "bits of a row's number");
  hdl::Dim HOLD = param("HOLD", 4, "cycles in which a row stays under way");
  hdl::Dim PERIOD = param("PERIOD", 1, "least cycles from one row to the next");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> taken{this, "taken_i", "the row is taken"};
  hdl::In<hdl::Unsigned> row{this, "row_i", ROW_W, "a row"};
  hdl::Out<hdl::Bit> underWay{this, "under_way_o", "it was taken in the last HOLD cycles"};

  RowGuard();

private:
  void addRows();
};

} // namespace weft
