// score_reader.hpp: Feeds finished scores to the softmax, row by row, with their masks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_item.hpp"

namespace weft {

/// Offers each finished chunk of scores to the softmax, row by row, as soon as there is room for
/// its probabilities, reads a row when it is taken, and says how many keys each query sees.
struct ScoreReader : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim ROWS = param("ROWS", 64, "queries of a block: a power of two");
  hdl::Dim ROW_W = localparam("ROW_W", hdl::indexWidth(ROWS), "bits of a row's number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> causal{this, "causal_i", "each query sees one key more than the one before"};
  hdl::StreamIn<hdl::Unsigned> item{this, "item", AttentionItem::bits(CHUNK), "chunks to come"};
  hdl::In<hdl::Bit> scoresFull{this, "scores_full_i", "a chunk's scores are finished"};
  hdl::Out<hdl::Bit> scoresFree{this, "scores_free_o", "they have been read"};
  hdl::In<hdl::Bit> weightsFree{this, "weights_free_i", "a bank of probabilities is free"};
  hdl::Out<hdl::Bit> readEnable{this, "rd_en_o", "read a row of scores"};
  hdl::Out<hdl::Bit> readBank{this, "rd_bank_o", "of which bank"};
  hdl::Out<hdl::Unsigned> readRow{this, "rd_row_o", ROW_W, "which one"};
  hdl::Out<hdl::Bit> chunkValid{this, "chunk_valid_o", "a chunk of the row below"};
  hdl::In<hdl::Bit> chunkReady{this, "chunk_ready_i", "it is taken"};
  hdl::Out<hdl::Unsigned> chunkVisible{this, "chunk_visible_o", AttentionItem::keyBits(CHUNK),
                                       "keys its query sees"};
  hdl::Out<hdl::Bit> chunkFirst{this, "chunk_first_o", "the block's first chunk"};
  hdl::Out<hdl::Unsigned> chunkRow{this, "chunk_row_o", ROW_W, "its row"};
  hdl::Out<hdl::Bit> chunkBank{this, "chunk_bank_o", "bank for its probabilities"};
  hdl::Out<hdl::Bit> chunkEnd{this, "chunk_end_o", "last row of the chunk"};
  hdl::Out<hdl::Bit> chunkLast{this, "chunk_last_o", "last chunk of the block"};
  hdl::Out<hdl::Unsigned> chunkBlock{this, "chunk_block_o", 2, "number of the block, modulo 4"};

  ScoreReader();

private:
  void addRows(const AttentionItem& next, const hdl::Bit& start, const hdl::Bit& issue,
               const hdl::Bit& end);
  void addVisible(const AttentionItem& next, const hdl::Bit& start, const hdl::Bit& issue);
};

} // namespace weft
