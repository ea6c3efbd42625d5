// tap_walker.hpp: Fetches the weights of the row-stationary array, tile after tile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/blocks/row_stationary_array/row_stationary_array_model.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// Reads the weight tiles of a command, k tiles outer, n tiles inner, the taps of a kernel row
/// innermost: ROWS words each, and blank ones until the array can take the next tile. A tile starts
/// as soon as the cells have a slot for it. A pass is told when its weights may be used.
struct TapWalker : hdl::Module {
  hdl::Dim ROWS = param("ROWS", 16, "words of a weight tile");
  hdl::Dim COLUMNS = param("COLUMNS", 16, "columns of the array");
  hdl::Dim WEIGHT_WORDS = param("WEIGHT_WORDS", 2048, "words of the weight bank");
  hdl::Dim LANES = localparam("LANES", tileWords(ROWS, COLUMNS), "words of a tile, blank ones too");
  hdl::Dim NUMBER_W = localparam("NUMBER_W", hdl::clog2(LANES), "bits of the number of one");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::indexWidth(WEIGHT_WORDS), "bits of a word's address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> commandValid{this, "command_valid_i", "the fields below are a command's"};
  hdl::Out<hdl::Bit> commandReady{this, "command_ready_o", "it starts in the next cycle"};
  hdl::In<hdl::Unsigned> kTiles{this, "k_tiles_i", kMatmulCountBits, "tiles along K, at least 1"};
  hdl::In<hdl::Unsigned> nTiles{this, "n_tiles_i", kMatmulCountBits, "tiles along N, at least 1"};
  hdl::In<hdl::Unsigned> tapsLast{this, "taps_last_i", kKernelSideBits, "taps - 1"};
  hdl::In<hdl::Unsigned> start{this, "start_i", kMatmulAddressBits, "first word of the first tile"};
  hdl::In<hdl::Unsigned> kStride{this, "k_stride_i", kMatmulCountBits, "words between k tiles"};
  hdl::In<hdl::Unsigned> nStride{this, "n_stride_i", kMatmulCountBits, "words between n tiles"};

  hdl::Out<hdl::Bit> enters{this, "word_o", "a word of a tile is sent, or a blank one"};
  hdl::Out<hdl::Bit> readEnable{this, "rd_en_o", "read it"};
  hdl::Out<hdl::Unsigned> readAddress{this, "rd_addr_o", WORD_W, "which"};
  hdl::In<hdl::Unsigned> oldest{this, "oldest_i", kTapSlotBits, "the oldest slot still needed"};
  hdl::StreamOut<hdl::Unsigned> pass{this, "pass", 1,
                                     "a pass has its weights; 1: an address so far lay outside"};

  TapWalker();

private:
  struct Nets;
  void sendWords(Nets& nets);
  void countTiles(Nets& nets);
  void walkWords(Nets& nets);
  void tellPasses(Nets& nets);
};

} // namespace weft
