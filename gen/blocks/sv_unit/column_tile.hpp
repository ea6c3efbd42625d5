// column_tile.hpp: A chunk of rows that stand still, by columns, while the next ones are loaded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// Like stationary_tile, but what comes in as CHUNK rows of LANES bytes goes out as LANES columns
/// of CHUNK bytes. Turning the tile while it is loaded, not while it works, keeps simulation fast.
struct ColumnTile : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "bytes of a row: a power of two");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> loadValid{this, "load_valid_i", "a row of the next tile"};
  hdl::In<hdl::Unsigned> loadRow{this, "load_row_i", hdl::clog2(CHUNK), "which one"};
  hdl::In<hdl::Unsigned> loadData{this, "load_data_i", num::kOperandBits* LANES, "its bytes"};
  hdl::In<hdl::Bit> swap{this, "swap_i", "the next tile goes to work"};
  hdl::OutGrid<hdl::Unsigned> active{
      this, "active_o", {LANES}, CHUNK* num::kOperandBits, "the columns at work"};

  ColumnTile();
};

} // namespace weft
