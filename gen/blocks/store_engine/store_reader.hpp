// store_reader.hpp: Reads the rows of a block from the accumulator, n tile after n tile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/store_engine/row_factors.hpp"
#include "gen/blocks/store_engine/window_walker.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_unit.hpp"

#include <optional>

namespace weft {

/// Address walk of a STORE or a POOL: row of the output outer, n tile, row of the window inner. A
/// row is read when `row_valid_i` allows it. The first place outside a memory is reported and never
/// passed. Where the array computes attention, also of a DIVIDE: a row has the sum of its number
/// instead of records by tile.
struct StoreReader : hdl::Module {
  static constexpr int kRowBits = WindowWalker::kRowBits;

  /// Of the field that names the first record of a STORE, or the first sum of a DIVIDE.
  static constexpr int parameterBits(num::AttentionUnit unit) {
    return unit == num::AttentionUnit::shared ? RowFactors::kRowBits : 6;
  }

  /// Of a DIVIDE.
  struct Division {
    hdl::Module* of;
    hdl::In<hdl::Bit> starts{of, "divides_i", "the new block is that of a DIVIDE"};
    hdl::Out<hdl::Unsigned> row{of, "row_o", RowFactors::kRowBits, "remembered row, whose sum"};
  };

  num::AttentionUnit attention;
  hdl::Dim ROW_W = param("ROW_W", 12, "the accumulator has 2^ROW_W rows");
  hdl::Dim TILE_W = param("TILE_W", 20, "bits of a number of n tiles");
  hdl::Dim PARAMETER_WORDS = param("PARAMETER_WORDS", 64, "channel record words, at most 64");
  hdl::Dim PARAMETER_W =
      localparam("PARAMETER_W", hdl::indexWidth(PARAMETER_WORDS), "bits of their address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> start{this, "start_i", "a new block; the fields below are its"};
  hdl::In<hdl::Unsigned> firstRow{this, "first_row_i", kRowBits, "row 0 of tile 0"};
  hdl::In<hdl::Unsigned> stride{this, "stride_i", kRowBits, "rows from tile to tile"};
  hdl::In<hdl::Unsigned> lastTile{this, "last_tile_i", TILE_W, "number of n tiles less one"};
  hdl::In<hdl::Bit> pools{this, "pools_i", "the block is that of a POOL"};
  hdl::In<hdl::Unsigned> window{this, "window_i", WindowWalker::kWindowBits, "side of a window"};
  hdl::In<hdl::Unsigned> windows{this, "windows_i", WindowWalker::kSideBits,
                                 "windows side by side"};
  hdl::In<hdl::Unsigned> lines{this, "lines_i", WindowWalker::kSideBits, "lines of the source"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", WindowWalker::kSideBits, "rows in a line"};
  hdl::In<hdl::Bit> padTop{this, "pad_top_i", "windows begin one line above the source"};
  hdl::In<hdl::Bit> padLeft{this, "pad_left_i", "windows begin one column left of it"};
  hdl::In<hdl::Unsigned> firstParameter{this, "first_parameter_i", parameterBits(attention),
                                        "channel records of tile 0"};
  hdl::In<hdl::Bit> rowValid{this, "row_valid_i", "a row may be read"};
  hdl::Out<hdl::Bit> rowDone{this, "row_done_o", "its last tile is being asked for"};
  hdl::Out<hdl::Bit> readValid{this, "rd_valid_o", "asks for a row of the accumulator"};
  hdl::In<hdl::Bit> readReady{this, "rd_ready_i", "it is being read"};
  hdl::Out<hdl::Unsigned> readAddress{this, "rd_address_o", ROW_W, "the row"};
  hdl::Out<hdl::Unsigned> parameter{this, "parameter_o", PARAMETER_W, "its channel records"};
  hdl::Out<hdl::Bit> begins{this, "begins_o", "it is the first of its window and tile"};
  hdl::Out<hdl::Bit> ends{this, "ends_o", "it is the last of its window and tile"};
  hdl::Out<hdl::Bit> isLast{this, "last_o", "it is the last tile of the row"};
  hdl::Out<hdl::Bit> outside{this, "outside_o", "what should be read next is in no memory"};
  std::optional<Division> divide =
      attention == num::AttentionUnit::shared ? std::optional(Division{this}) : std::nullopt;

  explicit StoreReader(num::AttentionUnit unit);

private:
  /// What a tile has beside its row: a word of records, or a sum.
  struct Walk {
    hdl::Bit exists; ///< what the present tile has
    hdl::UInt ofNextRow, ofNextTile;
  };
  void walkRows(const hdl::UInt& address, const hdl::Bit& fire);
  Walk addDivision(const hdl::UInt& record, const hdl::UInt& recordStart);
};

} // namespace weft
