// step_walker.hpp: Walks the steps of a command for the output-stationary array.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// Goes through n tiles, in each through tiles of ROWS output rows, in each through the k tiles,
/// and in each k tile takes ROWS steps, one a cycle. With step i it reads the activation word of
/// output row i and says which weight word belongs to product i, which is read when the block has
/// been turned. The steps of a tile's last k tile bring an accumulator row each. A tile waits while
/// a row that it adds to is that of a step less than READ_LATENCY + 1 cycles ago: the accumulator
/// would give it the sums without that step's.
struct StepWalker : hdl::Module {
  hdl::Dim ROWS = param("ROWS", 16, "rows of the array: output rows of a tile, steps of a k tile");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", 2048, "words of the activation bank");
  hdl::Dim WEIGHT_WORDS = param("WEIGHT_WORDS", 2048, "words of the weight bank");
  hdl::Dim ADDRESS_W = param("ADDRESS_W", 12, "bits of an accumulator row address");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from a row's read to its data");
  hdl::Dim STEP_W = localparam("STEP_W", hdl::clog2(ROWS), "bits of a step's number");
  hdl::Dim VECTOR_W =
      localparam("VECTOR_W", hdl::indexWidth(ACTIVATION_WORDS), "bits of an activation address");
  hdl::Dim WEIGHT_W =
      localparam("WEIGHT_W", hdl::indexWidth(WEIGHT_WORDS), "bits of a weight address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> commandValid{this, "command_valid_i", "the fields below are a command's"};
  hdl::Out<hdl::Bit> commandReady{this, "command_ready_o", "it starts in the next cycle"};
  hdl::In<hdl::Bit> accumulate{this, "accumulate_i", "add to the rows"};
  hdl::In<hdl::Unsigned> rows{this, "rows_i", kMatmulCountBits, "output rows, at least 1"};
  hdl::In<hdl::Unsigned> kTiles{this, "k_tiles_i", kMatmulCountBits, "tiles along K, at least 1"};
  hdl::In<hdl::Unsigned> nTiles{this, "n_tiles_i", kMatmulCountBits, "tiles along N, at least 1"};
  hdl::In<hdl::Unsigned> vectorStart{this, "vector_start_i", kMatmulAddressBits, "first word"};
  hdl::In<hdl::Unsigned> vectorStride{this, "vector_stride_i", kMatmulAddressBits,
                                      "words between k tiles"};
  hdl::In<hdl::Unsigned> weightStart{this, "weight_start_i", kMatmulAddressBits, "first word"};
  hdl::In<hdl::Unsigned> weightKStride{this, "weight_k_stride_i", kMatmulCountBits,
                                       "words between k tiles"};
  hdl::In<hdl::Unsigned> weightNStride{this, "weight_n_stride_i", kMatmulCountBits,
                                       "words between n tiles"};
  hdl::In<hdl::Unsigned> sumStart{this, "sum_start_i", kMatmulAddressBits, "first accumulator row"};
  hdl::In<hdl::Unsigned> sumStride{this, "sum_stride_i", kMatmulAddressBits,
                                   "accumulator rows between n tiles"};

  hdl::Out<hdl::Bit> step{this, "step_o", "a step is taken"};
  hdl::Out<hdl::Bit> first{this, "first_o", "the first one of a tile"};
  hdl::Out<hdl::Bit> tileLast{this, "tile_last_o", "the last one of a tile"};
  hdl::Out<hdl::Bit> last{this, "last_o", "the last one of the command"};
  hdl::Out<hdl::Bit> readEnable{this, "rd_en_o", "read an activation word: the output row exists"};
  hdl::Out<hdl::Unsigned> readAddress{this, "rd_addr_o", VECTOR_W, "which"};
  hdl::Out<hdl::Unsigned> weightAddress{this, "weight_address_o", WEIGHT_W,
                                        "weight word of the step"};
  hdl::Out<hdl::Bit> bringsSums{this, "brings_sums_o",
                                "with the step the last products of a row enter"};
  hdl::Out<hdl::Unsigned> sumAddress{this, "sum_address_o", ADDRESS_W, "this row"};
  hdl::Out<hdl::Bit> overwrite{this, "overwrite_o", "replace the row"};
  hdl::Out<hdl::Bit> failed{this, "failed_o",
                            "an address so far lay outside, or the command is "
                            "refused"};

  StepWalker();

private:
  struct Nets;
  void takeSteps(Nets& nets);
  void awaitSums(Nets& nets);
  void countTiles(Nets& nets);
  void walkVectors(Nets& nets);
  void walkWeights(Nets& nets);
  void walkSums(Nets& nets);
  void checkCommand(Nets& nets);
};

} // namespace weft
