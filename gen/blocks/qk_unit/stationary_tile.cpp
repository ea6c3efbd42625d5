// stationary_tile.cpp: A chunk of rows that stand still while the next ones are loaded.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/qk_unit/stationary_tile.hpp"

namespace weft {

using namespace hdl;

StationaryTile::StationaryTile()
    : Module("stationary_tile", "a chunk of rows at work while the next ones are loaded") {
  RegGrid<Unsigned> next{this, "next_q", {CHUNK}, ROW_W, "being loaded"};
  RegGrid<Unsigned> held{this, "held_q", {CHUNK}, ROW_W, "at work"};

  latency(1);
  clocked(clk, [&] {
    // A comparison per row becomes a clock enable; a row chosen by an index becomes a multiplexer
    // per bit.
    when(loadValid, [&] {
      loop("row", CHUNK, [&](Dim row) {
        when(loadRow == value(row, loadRow.width()), [&] { next(row) <<= loadData; });
      });
    });
    when(swap, [&] { held.flat() <<= next.flat(); });
  });
  active <<= held;
}

} // namespace weft
