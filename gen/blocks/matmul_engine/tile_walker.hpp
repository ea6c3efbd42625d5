// tile_walker.hpp: Says which tile of weights every vector meets where no array keeps one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// Walks the weight tiles of a command, k tiles outer, n tiles inner. The next tile waits until it
/// is swapped in with its first vector; from then on all its words are read with every vector,
/// from as many banks at one place. A tile that does not begin at a multiple of ROWS words fails.
struct TileWalker : hdl::Module {
  hdl::Dim ROWS = param("ROWS", 16, "words of a weight tile: a power of two");
  hdl::Dim WEIGHT_WORDS = param("WEIGHT_WORDS", 2048, "words of the weight banks");
  hdl::Dim ROW_W = localparam("ROW_W", hdl::clog2(ROWS), "bits of a word's number in its tile");
  hdl::Dim PLACE_W =
      localparam("PLACE_W", hdl::indexWidth(WEIGHT_WORDS / ROWS), "bits of a tile's place");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> commandValid{this, "command_valid_i", "the fields below are a command's"};
  hdl::Out<hdl::Bit> commandReady{this, "command_ready_o",
                                  "its first tile waits in the next cycle"};
  hdl::In<hdl::Unsigned> kTiles{this, "k_tiles_i", kMatmulCountBits, "tiles along K, at least 1"};
  hdl::In<hdl::Unsigned> nTiles{this, "n_tiles_i", kMatmulCountBits, "tiles along N, at least 1"};
  hdl::In<hdl::Unsigned> start{this, "start_i", kMatmulAddressBits, "first word of the first tile"};
  hdl::In<hdl::Unsigned> kStride{this, "k_stride_i", kMatmulCountBits, "words between k tiles"};
  hdl::In<hdl::Unsigned> nStride{this, "n_stride_i", kMatmulCountBits, "words between n tiles"};

  hdl::Out<hdl::Bit> tileReady{this, "tile_ready_o", "a tile waits to be swapped in"};
  hdl::Out<hdl::Bit> tileFailed{this, "tile_failed_o", "it is not one of those in the banks"};
  hdl::In<hdl::Bit> swap{this, "swap_i", "it is swapped in: its first vector is read"};
  hdl::Out<hdl::Unsigned> place{this, "place_o", PLACE_W, "of the tile of the present vector"};

  TileWalker();

private:
  struct Nets;
  void takeCommands(Nets& nets);
  void walkTiles(Nets& nets);
  void placeTile(Nets& nets);
};

} // namespace weft
