// activation_walker.hpp: Streams the activation vectors of a command, tile after tile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// Reads the activation vectors of every tile of a command, k tiles outer, n tiles inner, rows
/// innermost, one a cycle once the tile's weights wait, and says into which accumulator row each
/// result goes. A vector waits while its row of sums, which it adds to, is that of a vector less
/// than READ_LATENCY + 1 cycles ago: the accumulator would give it the sums without that vector's.
struct ActivationWalker : hdl::Module {
  hdl::Dim ROWS = param("ROWS", 16, "rows of the array: products of a sum in one tile");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", 2048, "words of the activation bank");
  hdl::Dim ADDRESS_W = param("ADDRESS_W", 12, "bits of an accumulator row address");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from a row's read to its data");
  hdl::Dim WORD_W =
      localparam("WORD_W", hdl::indexWidth(ACTIVATION_WORDS), "bits of a word's address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> commandValid{this, "command_valid_i", "the fields below are a command's"};
  hdl::Out<hdl::Bit> commandReady{this, "command_ready_o", "it starts in the next cycle"};
  hdl::In<hdl::Bit> accumulate{this, "accumulate_i", "the first k tile adds, too"};
  hdl::In<hdl::Unsigned> rows{this, "rows_i", kMatmulCountBits, "vectors of a tile, at least 1"};
  hdl::In<hdl::Unsigned> kTiles{this, "k_tiles_i", kMatmulCountBits, "tiles along K, at least 1"};
  hdl::In<hdl::Unsigned> nTiles{this, "n_tiles_i", kMatmulCountBits, "tiles along N, at least 1"};
  hdl::In<hdl::Unsigned> vectorStart{this, "vector_start_i", kMatmulAddressBits, "first word"};
  hdl::In<hdl::Unsigned> vectorStride{this, "vector_stride_i", kMatmulAddressBits,
                                      "words between k tiles"};
  hdl::In<hdl::Unsigned> sumStart{this, "sum_start_i", kMatmulAddressBits, "first accumulator row"};
  hdl::In<hdl::Unsigned> sumStride{this, "sum_stride_i", kMatmulAddressBits,
                                   "accumulator rows between n tiles"};

  hdl::In<hdl::Bit> tileReady{this, "tile_ready_i", "the weights of the next tile wait"};
  hdl::In<hdl::Bit> tileFailed{this, "tile_failed_i", "one of them lay outside the weight bank"};
  hdl::Out<hdl::Bit> first{this, "first_o", "the vector is the first of a tile: swap weights"};
  hdl::Out<hdl::Bit> readEnable{this, "rd_en_o", "read an activation vector"};
  hdl::Out<hdl::Unsigned> readAddress{this, "rd_addr_o", WORD_W, "which"};
  hdl::Out<hdl::Unsigned> sumAddress{this, "sum_address_o", ADDRESS_W, "row for its result"};
  hdl::Out<hdl::Bit> overwrite{this, "overwrite_o", "replace the row"};
  hdl::Out<hdl::Bit> last{this, "last_o", "the last vector of the command"};
  hdl::Out<hdl::Bit> failed{this, "failed_o", "an address so far lay outside, or sums might wrap"};
  hdl::Out<hdl::Bit> active{this, "active_o", "vectors of a command are left"};
  hdl::Out<hdl::Bit> held{this, "held_o", "the next one waits for the sums of its row"};

  ActivationWalker();

private:
  struct Nets;
  void readVectors(Nets& nets);
  void awaitSums(Nets& nets);
  void countTiles(Nets& nets);
  void walkVectors(Nets& nets);
  void walkSums(Nets& nets);
  void checkCommand(Nets& nets);
};

} // namespace weft
