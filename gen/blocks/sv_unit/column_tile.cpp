// column_tile.cpp: 16 rows that stand still, by columns, while the next 16 are loaded.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/sv_unit/column_tile.hpp"

namespace weft {

using namespace hdl;

ColumnTile::ColumnTile()
    : Module("column_tile", "the columns of 16 rows at work while the next 16 are loaded") {
  RegGrid<Unsigned> next{this, "next_q", {LANES, 16}, 8, "being loaded"};
  RegGrid<Unsigned> held{this, "held_q", {LANES}, 128, "at work"};

  latency(1);
  clocked(clk, [&] {
    when(loadValid, [&] {
      loop("i", LANES, [&](Dim i) {
        loop("row", 16, [&](Dim row) {
          when(loadRow == value(row, 4), [&] { next(i, row) <<= loadData.at(8 * i, 8); });
        });
      });
    });
    when(swap, [&] { held.flat() <<= next.flat(); });
  });
  active <<= held;
}

} // namespace weft
