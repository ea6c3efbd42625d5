// attention_fill.hpp: Puts arriving rows of q, k and v into their buffers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_item.hpp"

namespace weft {

/// Turns beats into words and writes them, group after group: queries into two banks in turn, keys
/// and values into the slots of their rings in turn.
struct AttentionFill : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "bytes of a word");
  hdl::Dim ROWS = param("ROWS", 64, "queries of a block: a power of two");
  hdl::Dim SLOTS = param("SLOTS", 4, "chunks in a ring: a power of two");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat");
  hdl::Dim RING_W =
      localparam("RING_W", hdl::clog2(slotWords(CHUNK, LANES)), "bits of a place in a slot");
  hdl::Dim BANK_W =
      localparam("BANK_W", hdl::clog2(bankWords(ROWS, LANES)), "bits of a place in a bank");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Unsigned> headSize{this, "head_size_i", num::kHeadSizeBits, "bytes of a row"};
  hdl::StreamIn<hdl::Unsigned> beat{
      this, "beat", 8 * BUS_BYTES, "bytes of the rows", {.last = true}};
  hdl::StreamIn<hdl::Unsigned> group{this, "group", AttentionGroup::bits(), "groups to come"};
  hdl::Out<hdl::Unsigned> data{this, "wr_data_o", num::kOperandBits* LANES, "a word of a row"};
  hdl::Out<hdl::Bit> queryWrite{this, "q_wr_en_o", "write it to the queries"};
  hdl::Out<hdl::Unsigned> queryAddress{
      this, "q_wr_addr_o", hdl::indexWidth(2 * bankWords(ROWS, LANES)), "{bank, place}"};
  hdl::Out<hdl::Bit> keyWrite{this, "k_wr_en_o", "write it to the keys"};
  hdl::Out<hdl::Bit> valueWrite{this, "v_wr_en_o", "write it to the values"};
  hdl::Out<hdl::Unsigned> keyAddress{
      this, "k_wr_addr_o", hdl::indexWidth(ringWords(SLOTS, CHUNK, LANES)), "{slot, place}"};
  hdl::Out<hdl::Unsigned> valueAddress{
      this, "v_wr_addr_o", hdl::indexWidth(ringWords(SLOTS, CHUNK, LANES)), "{slot, place}"};
  hdl::Out<hdl::Bit> queriesFilled{this, "q_filled_o", "a block of queries is complete"};
  hdl::Out<hdl::Bit> keysFilled{this, "k_filled_o", "a chunk of keys is complete"};
  hdl::Out<hdl::Bit> valuesFilled{this, "v_filled_o", "a chunk of values is complete"};

  AttentionFill();

private:
  struct Words {
    hdl::Bit valid, last;
  };
  Words addWords(const hdl::Bit& ready);
  void addPlaces(const hdl::Bit& write, const hdl::Bit& complete, const hdl::UInt& kind);
};

} // namespace weft
