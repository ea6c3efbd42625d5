// cell_row.cpp: A row of cells of the row-stationary array, and what travels through it.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/row_stationary_array/cell_row.hpp"

#include "gen/blocks/row_stationary_array/row_cell.hpp"

namespace weft {

using namespace hdl;

CellRow::CellRow() : Module("cell_row", "a row of cells, and what travels through it") {
  const auto weights = travel("weight", weight), activations = travel("activation", activation);
  const auto meants = travel("meant", meant), targets = travel("meant_for", meantFor);
  const auto works = travel("work", work), firsts = travel("first", first);
  const auto taps = travel("tap", tap), columns = travel("column", column);

  section();
  forEach("g_column", "c", COLUMNS, [&](Dim c) {
    auto& cell = instance<RowCell>("u_cell", {DATA_W, SUM_W, TAPS, HELD});
    clockedBy(cell, clk);
    cell.storeTap <<= storing.bit(c);
    cell.tapPlace <<= tapPlace(c);
    cell.weight <<= weights(c);
    cell.storeColumn <<= Bit(meants(c)) && targets(c) == value(c, COLUMN_W);
    cell.place <<= place(c);
    cell.activation <<= activations(c);
    cell.work <<= Bit(works(c));
    cell.first <<= Bit(firsts(c));
    cell.tap <<= taps(c);
    cell.column <<= columns(c);
    cell.sum <<= sum(c);
    sumUp(c) <<= cell.sumUp;
  });
}

/// What each cell sees of `word`, which enters cell 0.
WireGrid<Unsigned> CellRow::travel(const std::string& name, const UInt& word) {
  const Dim passedBits = (COLUMNS - 1) * word.width();
  Reg<Unsigned> passed{this, name + "_q", passedBits, "of the cells but the first"};
  WireGrid<Unsigned> lanes{this, name + "s", {COLUMNS}, word.width(), "lane c enters cell c"};

  lanes <<= cat(passed, word);
  clocked(clk, [&] { passed <<= lanes.flat().low(passedBits); });
  return lanes;
}

} // namespace weft
