// softmax_source.hpp: Feeds rows of scores from memory to the softmax.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// The input side of the SOFTMAX command: chunk by chunk of one row; the next row starts when the
/// results of this one have been sent. A chunk's scores follow when it is taken.
struct SoftmaxSource : hdl::Module {
  static constexpr int kColumnBits = 13; ///< up to 4096 columns

  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from a chunk to its scores: 1 or 2");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kColumnBits, "scores of a row: 1 to 4096"};
  hdl::StreamIn<hdl::Unsigned> beat{this, "beat", 8 * BUS_BYTES, "rows of scores", {.last = true}};
  hdl::In<hdl::Bit> room{this, "room_i", "one more chunk may be sent"};
  hdl::In<hdl::Bit> rowDone{this, "row_done_i", "the row's results have been sent"};
  hdl::Out<hdl::Bit> chunkValid{this, "chunk_valid_o", "a chunk"};
  hdl::In<hdl::Bit> chunkReady{this, "chunk_ready_i", "it is taken"};
  hdl::Out<hdl::Unsigned> chunkScore{this, "chunk_score_o", CHUNK* num::kScoreBits,
                                     "its scores, READ_LATENCY cycles after it is taken"};
  hdl::Out<hdl::Unsigned> chunkVisible{this, "chunk_visible_o", hdl::clog2(CHUNK) + 1,
                                       "how many they are"};
  hdl::Out<hdl::Bit> chunkFirst{this, "chunk_first_o", "first of its row"};
  hdl::Out<hdl::Bit> chunkLast{this, "chunk_last_o", "last of its row"};

  SoftmaxSource();

private:
  hdl::Bit addWords(const hdl::Bit& sent);
};

} // namespace weft
