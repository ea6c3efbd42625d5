// stationary_tile.hpp: A chunk of rows that stand still while the next ones are loaded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// The stationary operand of a product unit: CHUNK rows of ROW_W bits at work, the next ones being
/// loaded.
struct StationaryTile : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim ROW_W = param("ROW_W", 128, "bits of a row");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> loadValid{this, "load_valid_i", "a row of the next tile"};
  hdl::In<hdl::Unsigned> loadRow{this, "load_row_i", hdl::clog2(CHUNK), "which one"};
  hdl::In<hdl::Unsigned> loadData{this, "load_data_i", ROW_W, "its bits"};
  hdl::In<hdl::Bit> swap{this, "swap_i", "the next tile goes to work"};
  hdl::OutGrid<hdl::Unsigned> active{this, "active_o", {CHUNK}, ROW_W, "the rows at work"};

  StationaryTile();
};

} // namespace weft
