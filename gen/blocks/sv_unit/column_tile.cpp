// column_tile.cpp: A chunk of rows that stand still, by columns, while the next ones are loaded.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/sv_unit/column_tile.hpp"

namespace weft {

using namespace hdl;
using num::kOperandBits;

ColumnTile::ColumnTile()
    : Module("column_tile",
             "the columns of a chunk of rows at work while the next ones are loaded") {
  RegGrid<Unsigned> next{this, "next_q", {LANES, CHUNK}, kOperandBits, "being loaded"};
  RegGrid<Unsigned> held{this, "held_q", {LANES}, CHUNK * kOperandBits, "at work"};

  latency(1);
  clocked(clk, [&] {
    when(loadValid, [&] {
      loop("i", LANES, [&](Dim i) {
        loop("row", CHUNK, [&](Dim row) {
          when(loadRow == value(row, loadRow.width()),
               [&] { next(i, row) <<= loadData.at(kOperandBits * i, kOperandBits); });
        });
      });
    });
    when(swap, [&] { held.flat() <<= next.flat(); });
  });
  active <<= held;
}

} // namespace weft
