// tile_loader.cpp: Brings chunks from their ring into a product unit, slice by slice.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/tile_loader.hpp"

#include "gen/blocks/attention_engine/credits.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

namespace {

/// A row of a tile whose word is on its way.
struct Row {
  Bit last;  ///< of its tile
  Bit isKey; ///< not beyond the keys in memory
  UInt number;
  static constexpr std::tuple kFields{Field{"last", &Row::last}, Field{"is_key", &Row::isKey},
                                      Field{"number", &Row::number}};
};

} // namespace

TileLoader::TileLoader()
    : Module("tile_loader", "brings chunks from their ring into a product unit") {
  addRows(addControl());
}

TileLoader::Progress TileLoader::addControl() {
  const Dim SLOT_W = clog2(SLOTS);
  const Dim LAST_ROW = localparam("LAST_ROW", CHUNK - 1, "of a tile");
  const Dim WIDEST_W = localparam("WIDEST_W", clog2(slotWords(CHUNK, 1)), "place of any word");
  Reg<Bit> loading{this, "loading_q", "rows are being read"};
  Reg<Bit> pending{this, "pending_q", "a tile is being loaded or waits to be taken"};
  Reg<Bit> lastSlice{this, "last_slice_q"};
  Reg<Unsigned> row{this, "row_q", clog2(CHUNK)}, slice{this, "slice_q", num::kHeadSizeBits},
      next{this, "next_slice_q", num::kHeadSizeBits};
  Reg<Unsigned> slot{this, "slot_q", SLOT_W, "slot of the ring"};
  Reg<Unsigned> place{this, "place_q", WIDEST_W, "in the slot"};
  Reg<Unsigned> held{this, "item_q", AttentionItem::bits(CHUNK)};
  Wire<Bit> start{this, "start"}, ends{this, "ends", "the last row of the last slice is read"};
  Wire<Bit> lastRow{this, "last_row"}, sliceIsLast{this, "slice_is_last"};

  const Bit resident = credits(*this, "resident", clk, reset, 0, filled, ends);
  start <<= item.valid & resident & (~pending | tileTaken) & ~loading;
  lastRow <<= loading & (row == LAST_ROW);
  sliceIsLast <<= next + 1 == slices;
  ends <<= lastRow & lastSlice;
  item.ready <<= ends;
  clocked(clk, reset, {loading, pending, next, slot}, [&] {
    when(start, [&] {
      loading <<= 1;
      pending <<= 1;
      next <<= mux(sliceIsLast, zeros(num::kHeadSizeBits), next + 1);
    }).otherwise([&] {
      when(lastRow, [&] { loading <<= 0; });
      when(tileTaken, [&] { pending <<= 0; });
    });
    when(ends, [&] { slot <<= slot + 1; });
  });
  clocked(clk, [&] {
    when(start, [&] {
      row <<= 0;
      slice <<= next;
      lastSlice <<= sliceIsLast;
      held <<= item.data;
      place <<= next.extend(WIDEST_W);
    }).elsewhen(loading, [&] {
      row <<= row + 1;
      place <<= place + slices.extend(WIDEST_W);
    });
  });
  freed <<= ends;
  readEnable <<= loading;
  readAddress <<= cat(slot, place.low(PLACE_W)).sized(readAddress.width());
  unused(place);
  tileSlice <<= slice;
  tileLast <<= lastSlice;
  tileItem <<= held;
  const auto chunk = unpack(*this, "chunk", held, AttentionItem::shape(CHUNK));
  unused(chunk.visible, chunk.rows, chunk.first, chunk.last);
  return {loading, lastRow, row, chunk.keys};
}

void TileLoader::addRows(const Progress& progress) {
  const Dim ROW_W = clog2(CHUNK);
  Reg<Bit> complete{this, "complete_q", "the tile waits to be taken"};
  const Bit valid = validLate(*this, "row_valid", clk, reset, progress.loading, READ_LATENCY);
  const auto late = delayed(*this, "late", clk,
                            Row{.last = progress.lastRow,
                                .isKey = progress.row.extend(ROW_W + 1) < progress.keys,
                                .number = progress.row},
                            READ_LATENCY);
  clocked(clk, reset, {complete}, [&] {
    when(tileTaken, [&] { complete <<= 0; }).elsewhen(valid & late.last, [&] { complete <<= 1; });
  });
  loadValid <<= valid;
  loadRow <<= late.number;
  loadData <<= mux(late.isKey, readData, zeros(num::kOperandBits * LANES));
  tileValid <<= complete;
}

} // namespace weft
