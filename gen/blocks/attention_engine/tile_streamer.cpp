// tile_streamer.cpp: Streams a block of queries past each tile of a product unit.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/tile_streamer.hpp"

#include "gen/blocks/attention_engine/credits.hpp"

namespace weft {

using namespace hdl;

TileStreamer::TileStreamer()
    : Module("tile_streamer", "streams a block of queries past each tile of a product unit") {
  Wire<Bit> take{this, "take"}, chunkStart{this, "chunk_start"}, blockStart{this, "block_start"};
  Wire<Bit> lastRow{this, "last_row"};
  Reg<Bit> active{this, "active_q", "a tile is at work"};

  const auto next = unpack(*this, "next", tileItem, AttentionItem::shape(CHUNK));
  const Bit chunkFree =
      credits(*this, "chunk_credit", clk, reset, CHUNK_CREDITS, chunkCredit, take & chunkStart);
  const Bit blockFree =
      credits(*this, "block_credit", clk, reset, BLOCK_CREDITS, blockCredit, take & blockStart);
  chunkStart <<= tileSlice == 0;
  blockStart <<= chunkStart & next.first;
  take <<= tileValid & (~active | lastRow) & (~chunkStart | chunkFree) & (~blockStart | blockFree);
  tileTaken <<= take;
  clocked(clk, reset, {active},
          [&] { when(take, [&] { active <<= 1; }).elsewhen(lastRow, [&] { active <<= 0; }); });
  addRows(next, take, active, lastRow);
  addBanks();
  unused(next.visible, next.keys);
}

void TileStreamer::addRows(const AttentionItem& next, const Bit& take, const Bit& active,
                           const Bit& lastRow) {
  Reg<Unsigned> at{this, "row_q", ROW_W}, place{this, "word_q", kWordBits};
  Reg<Unsigned> left{this, "rows_left_q", AttentionItem::kRowBits, "rows of the tile after this"};
  Reg<Unsigned> count{this, "rows_q", AttentionItem::kRowBits, "rows of the block"};
  Reg<Bit> first{this, "first_slice_q"}, chunkFirst{this, "first_chunk_q"};
  Reg<Bit> lastSlice{this, "last_slice_q"}, chunkLast{this, "last_chunk_q"};
  Reg<Bit> begins{this, "begins_q", "the present row is the tile's first"};
  clocked(clk, [&] {
    when(take, [&] {
      at <<= 0;
      begins <<= 1;
      place <<= tileSlice.extend(kWordBits);
      left <<= next.rows - 1;
      count <<= next.rows;
      first <<= tileSlice == 0;
      lastSlice <<= tileLast;
      chunkFirst <<= next.first;
      chunkLast <<= next.last;
    }).elsewhen(active, [&] {
      at <<= at + 1;
      begins <<= 0;
      place <<= place + slices.extend(kWordBits);
      left <<= left - 1;
    });
  });
  lastRow <<= active & (left == 0);
  valid <<= active;
  swap <<= begins;
  row <<= at;
  word <<= place;
  firstSlice <<= first;
  firstChunk <<= chunkFirst;
  chunkEnd <<= lastRow & lastSlice;
  blockEnd <<= lastRow & lastSlice & chunkLast;
  blockRows <<= count;
}

void TileStreamer::addBanks() {
  Reg<Bit> chunk{this, "chunk_bank_q"}, block{this, "block_bank_q"};
  clocked(clk, reset, {chunk, block}, [&] {
    when(chunkEnd, [&] { chunk <<= ~chunk; });
    when(blockEnd, [&] { block <<= ~block; });
  });
  chunkBank <<= chunk;
  blockBank <<= block;
}

} // namespace weft
