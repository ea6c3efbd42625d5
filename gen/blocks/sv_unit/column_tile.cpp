// column_tile.cpp: 16 rows that stand still, by columns, while the next 16 are loaded.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/sv_unit/column_tile.hpp"

namespace weft {

using namespace hdl;

ColumnTile::ColumnTile()
    : Module("column_tile", "the columns of 16 rows at work while the next 16 are loaded") {
  RegGrid<Unsigned> held{this, "held_q", {LANES}, 128, "at work"};

  latency(1);
  forEach("g_column", "i", LANES, [&](Dim i) {
    RegGrid<Unsigned> next{this, "next_q", {16}, 8, "being loaded"};
    clocked(clk, [&] {
      when(loadValid, [&] { next(loadRow) <<= loadData.at(8 * i, 8); });
      when(swap, [&] { held(i) <<= next.flat(); });
    });
  });
  active <<= held;
}

} // namespace weft
