// chunk_placer.hpp: The probabilities of a chunk become activation words at their places.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// Takes a chunk when it comes; its CHUNK / ROWS words leave in the cycles that follow, all with
/// the chunk's alignment. The next chunk comes with the last of them or later (asserted).
struct ChunkPlacer : hdl::Module {
  static constexpr int kAlignBits = num::kAlignmentBits + 1; ///< {the row's, shift}

  hdl::Dim ROWS = param("ROWS", 16, "bytes of an activation word");
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", 2048, "words of the activation bank");
  hdl::Dim WORD_W =
      localparam("WORD_W", hdl::indexWidth(ACTIVATION_WORDS), "bits of a word's address");
  hdl::Dim PLACE_W = localparam("PLACE_W", WORD_W + 1, "bits of a place: {beyond, address}");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> step{this, "step_i", PLACE_W, "from word to word; static"};
  hdl::In<hdl::Bit> chunkValid{this, "chunk_valid_i", "a chunk"};
  hdl::In<hdl::Unsigned> chunk{this, "chunk_i", num::kProbabilityBits* CHUNK,
                               "its probabilities, one byte per key"};
  hdl::In<hdl::Unsigned> align{this, "chunk_align_i", kAlignBits, "its alignment"};
  hdl::In<hdl::Unsigned> place{this, "chunk_place_i", PLACE_W, "of its first word"};
  hdl::In<hdl::Bit> last{this, "chunk_last_i", "the last of its command"};

  hdl::Out<hdl::Bit> writeEnable{this, "wr_en_o", "write a word"};
  hdl::Out<hdl::Unsigned> writeAddress{this, "wr_addr_o", WORD_W, "where"};
  hdl::Out<hdl::Unsigned> writeData{this, "wr_data_o", num::kProbabilityBits* ROWS, "the word"};
  hdl::Out<hdl::Unsigned> writeAlign{this, "wr_align_o", kAlignBits, "alignment of its chunk"};
  hdl::Out<hdl::Bit> outside{this, "outside_o", "the bank has no such word; it is not written"};
  hdl::Out<hdl::Bit> lastDone{this, "last_done_o", "the last word of a command is written"};

  ChunkPlacer();
};

} // namespace weft
