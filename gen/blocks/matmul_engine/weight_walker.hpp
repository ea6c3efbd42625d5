// weight_walker.hpp: Fetches weight tiles one ahead of the activations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/tile_loops.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_unit.hpp"

namespace weft {

/// Reads the ROWS words of every weight tile of a command, the last word of a tile first, in the
/// order k tiles outer, n tiles inner, or the other way round in a WEIGH. A tile starts as soon as
/// the one before it has been swapped into use, be it of the same command or of the one before.
struct WeightWalker : hdl::Module {
  num::AttentionUnit attention;
  hdl::Dim ROWS = param("ROWS", 16, "words of a weight tile");
  hdl::Dim WEIGHT_WORDS = param("WEIGHT_WORDS", 2048, "words of the weight bank");
  hdl::Dim LAST_ROW = localparam("LAST_ROW", ROWS - 1, "offset of the last word of a tile");
  hdl::Dim TILE_ROW_W =
      localparam("TILE_ROW_W", hdl::indexWidth(ROWS), "bits of the number of a word in its tile");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::indexWidth(WEIGHT_WORDS), "bits of a word's address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> commandValid{this, "command_valid_i", "the fields below are a command's"};
  hdl::Out<hdl::Bit> commandReady{this, "command_ready_o", "it starts in the next cycle"};
  hdl::In<hdl::Unsigned> kTiles{this, "k_tiles_i", kMatmulCountBits, "tiles along K, at least 1"};
  hdl::In<hdl::Unsigned> nTiles{this, "n_tiles_i", kMatmulCountBits, "tiles along N, at least 1"};
  hdl::In<hdl::Unsigned> start{this, "start_i", kMatmulAddressBits, "first word of the first tile"};
  hdl::In<hdl::Unsigned> kStride{this, "k_stride_i", kMatmulCountBits, "words between k tiles"};
  hdl::In<hdl::Unsigned> nStride{this, "n_stride_i", kMatmulCountBits, "words between n tiles"};
  /// On machines of shared attention.
  std::optional<hdl::In<hdl::Bit>> weighs =
      isShared() ? std::optional<hdl::In<hdl::Bit>>(std::in_place, this, "weighs_i",
                                                    "the command is a WEIGH")
                 : std::nullopt;

  hdl::Out<hdl::Bit> readEnable{this, "rd_en_o", "read a weight word"};
  hdl::Out<hdl::Unsigned> readAddress{this, "rd_addr_o", WORD_W, "which"};

  hdl::Out<hdl::Bit> tileReady{this, "tile_ready_o", "a whole tile waits to be swapped in"};
  hdl::Out<hdl::Bit> tileFailed{this, "tile_failed_o", "a word of it lay outside the bank"};
  hdl::In<hdl::Bit> swap{this, "swap_i", "it is swapped in: its first activations are read now"};

  explicit WeightWalker(num::AttentionUnit attentionUnit = num::AttentionUnit::dedicated);

private:
  bool isShared() const { return attention == num::AttentionUnit::shared; }

  struct Nets;
  void readWords(Nets& nets);
  void walkTiles(Nets& nets);
  void handOver(Nets& nets);
};

} // namespace weft
