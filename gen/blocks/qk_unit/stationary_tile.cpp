// stationary_tile.cpp: 16 rows that stand still while the next 16 are loaded.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/qk_unit/stationary_tile.hpp"

namespace weft {

using namespace hdl;

StationaryTile::StationaryTile()
    : Module("stationary_tile", "16 rows at work while the next 16 are loaded") {
  RegGrid<Unsigned> next{this, "next_q", {16}, ROW_W, "being loaded"};
  RegGrid<Unsigned> held{this, "held_q", {16}, ROW_W, "at work"};

  latency(1);
  clocked(clk, [&] {
    // A comparison per row becomes a clock enable; a row chosen by an index becomes a multiplexer
    // per bit.
    when(loadValid, [&] {
      loop("row", 16,
           [&](Dim row) { when(loadRow == value(row, 4), [&] { next(row) <<= loadData; }); });
    });
    when(swap, [&] { held.flat() <<= next.flat(); });
  });
  active <<= held;
}

} // namespace weft
