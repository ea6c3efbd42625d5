// tile_streamer.hpp: Streams a block of queries past each tile of a product unit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_item.hpp"

namespace weft {

/// Takes a tile when it may, then reads one row a cycle for it, without a gap to the next tile. The
/// first tile of a chunk takes a chunk credit, the first tile of a block a block credit too. Chunks
/// and blocks alternate between two banks each.
struct TileStreamer : hdl::Module {
  static constexpr int kWordBits = 14; ///< 128 rows of 128 words

  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim ROWS = param("ROWS", 64, "queries of a block: a power of two");
  hdl::Dim CHUNK_CREDITS = param("CHUNK_CREDITS", 2, "chunks that may be worked on at first");
  hdl::Dim BLOCK_CREDITS = param("BLOCK_CREDITS", 0, "blocks that may be worked on at first");
  hdl::Dim ROW_W = localparam("ROW_W", hdl::indexWidth(ROWS), "bits of a row's number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Unsigned> slices{this, "slices_i", num::kHeadSizeBits, "words of a row: 1 to 128"};
  hdl::In<hdl::Bit> chunkCredit{this, "chunk_credit_i", "one more chunk may be worked on"};
  hdl::In<hdl::Bit> blockCredit{this, "block_credit_i", "one more block may be worked on"};
  hdl::In<hdl::Bit> tileValid{this, "tile_valid_i", "a tile is complete"};
  hdl::Out<hdl::Bit> tileTaken{this, "tile_taken_o", "it is put to work"};
  hdl::In<hdl::Unsigned> tileSlice{this, "tile_slice_i", num::kHeadSizeBits,
                                   "its slice of the head"};
  hdl::In<hdl::Bit> tileLast{this, "tile_last_i", "it is the last slice"};
  hdl::In<hdl::Unsigned> tileItem{this, "tile_item_i", AttentionItem::bits(CHUNK), "its chunk"};
  hdl::Out<hdl::Bit> valid{this, "valid_o", "read a row for the tile"};
  hdl::Out<hdl::Bit> swap{this, "swap_o", "it is the first one"};
  hdl::Out<hdl::Unsigned> row{this, "row_o", ROW_W, "which one"};
  hdl::Out<hdl::Unsigned> word{this, "word_o", kWordBits, "row * slices + slice"};
  hdl::Out<hdl::Bit> firstSlice{this, "first_slice_o", "of the head"};
  hdl::Out<hdl::Bit> firstChunk{this, "first_chunk_o", "of the block"};
  hdl::Out<hdl::Bit> chunkBank{this, "chunk_bank_o", "alternates from chunk to chunk"};
  hdl::Out<hdl::Bit> blockBank{this, "block_bank_o", "alternates from block to block"};
  hdl::Out<hdl::Bit> chunkEnd{this, "chunk_end_o", "with the chunk's last row"};
  hdl::Out<hdl::Bit> blockEnd{this, "block_end_o", "with the block's last row"};
  hdl::Out<hdl::Unsigned> blockRows{this, "block_rows_o", AttentionItem::kRowBits,
                                    "queries of the block"};

  TileStreamer();

private:
  void addRows(const AttentionItem& next, const hdl::Bit& take, const hdl::Bit& active,
               const hdl::Bit& lastRow);
  void addBanks();
};

} // namespace weft
