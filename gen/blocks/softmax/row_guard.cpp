// row_guard.cpp: Tells whether a row has been taken in the last cycles.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/row_guard.hpp"

#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

RowGuard::RowGuard()
    : Module("row_guard", "tells whether a row has been taken in the last cycles") {
  generateIf(
      HOLD >= PERIOD, "g_rows", [&] { addRows(); }, "g_never",
      [&] {
        underWay <<= 0;
        unused(clk);
        unused(reset);
        unused(taken);
        unused(row);
      });
}

void RowGuard::addRows() {
  const Dim OLDER = HOLD - PERIOD + 1;
  RegGrid<Unsigned> rows{this, "rows_q", {HOLD}, ROW_W, "newest lowest"};
  Wire<Unsigned> entered{this, "entered", (HOLD + 1) * ROW_W, "with the present row"};
  Wire<Unsigned> same{this, "same", OLDER, "as the rows that are old enough to meet it"};

  const UInt valid = validTaps(*this, "valid", clk, reset, taken, HOLD);
  entered <<= cat(rows.flat(), row);
  clocked(clk, [&] { rows.flat() <<= entered.low(HOLD * ROW_W); });
  unused(entered.high(ROW_W));
  forEach("g_age", "i", OLDER, [&](Dim i) {
    same.bit(i) <<= valid.bit(i + PERIOD - 1) & (rows(i + PERIOD - 1) == row);
  });
  underWay <<= anyOf(same);
}

} // namespace weft
