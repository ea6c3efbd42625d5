// tile_loader.hpp: Brings chunks from their ring into a product unit, slice by slice.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_item.hpp"

namespace weft {

/// For every chunk and every slice of a head: reads CHUNK words, one per key, writes them into the
/// next tile of a product unit, offers the tile and waits until it is taken. Keys that are not in
/// memory are zeros.
struct TileLoader : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "bytes of a word");
  hdl::Dim SLOTS = param("SLOTS", 4, "chunks in the ring: a power of two, at most 4");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from read to data: 1 or 2");
  hdl::Dim PLACE_W =
      localparam("PLACE_W", hdl::clog2(slotWords(CHUNK, LANES)), "bits of a place in a slot");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Unsigned> slices{this, "slices_i", num::kHeadSizeBits, "words of a key: 1 to 128"};
  hdl::StreamIn<hdl::Unsigned> item{this, "item", AttentionItem::bits(CHUNK), "chunks to come"};
  hdl::In<hdl::Bit> filled{this, "filled_i", "a chunk is complete in the ring"};
  hdl::Out<hdl::Bit> freed{this, "freed_o", "a chunk has been read for the last time"};
  hdl::Out<hdl::Bit> readEnable{this, "rd_en_o", "read a word of the ring"};
  hdl::Out<hdl::Unsigned> readAddress{this, "rd_addr_o",
                                      hdl::indexWidth(ringWords(SLOTS, CHUNK, LANES)), "which one"};
  hdl::In<hdl::Unsigned> readData{this, "rd_data_i", num::kOperandBits* LANES,
                                  "the word, READ_LATENCY later"};
  hdl::Out<hdl::Bit> loadValid{this, "load_valid_o", "write a row of the next tile"};
  hdl::Out<hdl::Unsigned> loadRow{this, "load_row_o", hdl::clog2(CHUNK), "which one"};
  hdl::Out<hdl::Unsigned> loadData{this, "load_data_o", num::kOperandBits* LANES, "its bytes"};
  hdl::Out<hdl::Bit> tileValid{this, "tile_valid_o", "a tile is complete"};
  hdl::In<hdl::Bit> tileTaken{this, "tile_taken_i", "it is put to work"};
  hdl::Out<hdl::Unsigned> tileSlice{this, "tile_slice_o", num::kHeadSizeBits,
                                    "its slice of the head"};
  hdl::Out<hdl::Bit> tileLast{this, "tile_last_o", "it is the last slice"};
  hdl::Out<hdl::Unsigned> tileItem{this, "tile_item_o", AttentionItem::bits(CHUNK), "its chunk"};

  TileLoader();

private:
  struct Progress {
    hdl::Bit loading, lastRow;
    hdl::UInt row, keys;
  };
  Progress addControl();
  void addRows(const Progress& progress);
};

} // namespace weft
