// activation_walker.hpp: Streams the activation vectors of a command, tile after tile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/accumulator/accumulator_model.hpp"
#include "gen/blocks/matmul_engine/tile_loops.hpp"

namespace weft {

/// Reads the activation vectors of every tile of a command, k tiles outer, n tiles inner, rows
/// innermost, one a cycle once the tile's weights wait, and says into which accumulator row each
/// result goes. A vector waits while its row of sums, which it adds to, is that of a vector less
/// than SUM_LATENCY + 1 cycles ago: the accumulator would give it the sums without that vector's.
/// With shared attention a command may be a WEIGH: n tiles outer, k tiles inner. A vector of it is
/// a part of a chunk of probabilities, PARTS k tiles long: its row gets a sum with the last one
/// only.
struct ActivationWalker : hdl::Module {
  num::AttentionUnit attention;
  hdl::Dim ROWS = param("ROWS", 16, "rows of the array: products of a sum in one tile");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", 2048, "words of the activation bank");
  hdl::Dim ADDRESS_W = param("ADDRESS_W", 12, "bits of an accumulator row address");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from a row's read to its data");
  hdl::Dim PARTS = isShared() ? param("PARTS", 1, "k tiles of a chunk") : hdl::Dim(1);
  hdl::Dim WORD_W =
      localparam("WORD_W", hdl::indexWidth(ACTIVATION_WORDS), "bits of a word's address");
  hdl::Dim PART_W = isShared() ? localparam("PART_W", hdl::indexWidth(PARTS),
                                            "bits of the number of a k tile in its chunk")
                               : hdl::Dim(1);
  hdl::Dim LAST_PART =
      isShared() ? localparam("LAST_PART", PARTS - 1, "number of the last one") : hdl::Dim(0);
  hdl::Dim SUM_LATENCY = rowLatency(READ_LATENCY, attention);

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

  /// What a machine of shared attention has beside that.
  struct PartPorts {
    hdl::In<hdl::Bit> commandWeighs;
    hdl::Out<hdl::Bit> weighs, first, last;
    hdl::Out<hdl::Unsigned> row;

    explicit PartPorts(hdl::Module* module)
        : commandWeighs(module, "weighs_i", "the command is a WEIGH"),
          weighs(module, "weighs_o", "the vector is of probabilities"),
          first(module, "first_part_o", "it begins a chunk, or has no part in any"),
          last(module, "last_part_o", "it ends a chunk, or has no part in any"),
          row(module, "part_row_o", kPartRowBits, "which row of its tile: last ones are lowest") {}
  };
  std::optional<PartPorts> parts =
      isShared() ? std::optional<PartPorts>(std::in_place, this) : std::nullopt;

  explicit ActivationWalker(num::AttentionUnit attentionUnit = num::AttentionUnit::dedicated);

private:
  bool isShared() const { return attention == num::AttentionUnit::shared; }
  /// `event`, if the vector completes the sums of its row.
  hdl::Bit ofSums(const hdl::Bit& event) const { return isShared() ? event && parts->last : event; }

  struct WeighNets;
  struct Nets;
  void turnLoops(Nets& nets);
  void countParts(Nets& nets);
  hdl::Bit refuse(const hdl::Bit& mayWrap);
  void readVectors(Nets& nets);
  void awaitSums(Nets& nets);
  void countTiles(Nets& nets);
  void walkVectors(Nets& nets);
  void walkSums(Nets& nets);
  void checkCommand(Nets& nets);
};

} // namespace weft
