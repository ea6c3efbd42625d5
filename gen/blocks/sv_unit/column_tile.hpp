// column_tile.hpp: 16 rows that stand still, by columns, while the next 16 are loaded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Like stationary_tile, but what comes in as 16 rows of LANES bytes goes out as LANES columns of
/// 16 bytes. Turning the tile while it is loaded, not while it works, keeps simulation fast.
struct ColumnTile : hdl::Module {
  hdl::Dim LANES = param("LANES", 16, "bytes of a row: a power of two");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> loadValid{this, "load_valid_i", "a row of the next tile"};
  hdl::In<hdl::Unsigned> loadRow{this, "load_row_i", 4, "which one"};
  hdl::In<hdl::Unsigned> loadData{this, "load_data_i", 8 * LANES, "its bytes"};
  hdl::In<hdl::Bit> swap{this, "swap_i", "the next tile goes to work"};
  hdl::OutGrid<hdl::Unsigned> active{this, "active_o", {LANES}, 128, "the columns at work"};

  ColumnTile();
};

} // namespace weft
