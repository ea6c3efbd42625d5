// stationary_tile.hpp: 16 rows that stand still while the next 16 are loaded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// The stationary operand of a product unit: 16 rows of ROW_W bits at work, 16 more being loaded.
struct StationaryTile : hdl::Module {
  hdl::Dim ROW_W = param("ROW_W", 128, "bits of a row");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> loadValid{this, "load_valid_i", "a row of the next tile"};
  hdl::In<hdl::Unsigned> loadRow{this, "load_row_i", 4, "which one"};
  hdl::In<hdl::Unsigned> loadData{this, "load_data_i", ROW_W, "its bits"};
  hdl::In<hdl::Bit> swap{this, "swap_i", "the next tile goes to work"};
  hdl::OutGrid<hdl::Unsigned> active{this, "active_o", {16}, ROW_W, "the rows at work"};

  StationaryTile();
};

} // namespace weft
