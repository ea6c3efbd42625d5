// attention_operands.cpp: The buffers of the attention engine for queries, keys and values.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_fill.hpp"
#include "gen/blocks/attention_engine/attention_nets.hpp"
#include "gen/blocks/attention_engine/tile_loader.hpp"
#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;
using isa::Attention;

namespace {

/// Connects a loader to its ring, queue and streamer.
void connectLoader(TileLoader& loader, TileNets& tile, const Bit& clk, const Bit& reset,
                   const UInt& slices) {
  clockedBy(loader, clk, reset);
  loader.slices <<= slices;
  tile.loadValid <<= loader.loadValid;
  tile.loadRow <<= loader.loadRow;
  tile.loadData <<= loader.loadData;
  tile.valid <<= loader.tileValid;
  loader.tileTaken <<= tile.taken;
  tile.slice <<= loader.tileSlice;
  tile.last <<= loader.tileLast;
  tile.item <<= loader.tileItem;
}

} // namespace

void AttentionEngine::addFill(Nets& n) {
  const Dim RING_W = localparam("RING_W", indexWidth(ringWords(depths::kRingSlots, CHUNK, LANES)),
                                "place in a ring");
  const Dim BANK_W =
      localparam("BANK_W", indexWidth(2 * bankWords(QUERY_BLOCK, LANES)), "place of a query");
  Wire<Bit> queryWrite{this, "q_wr_en"}, keyWrite{this, "k_wr_en"}, valueWrite{this, "v_wr_en"};
  Wire<Unsigned> queryAddress{this, "q_wr_addr", BANK_W}, keyAddress{this, "k_wr_addr", RING_W};
  Wire<Unsigned> valueAddress{this, "v_wr_addr", RING_W};
  n.rowBeat.valid <<= readBeat.valid & ~n.isSoftmax;
  n.rowBeat.data <<= readBeat.data;
  *n.rowBeat.last <<= *readBeat.last;
  auto& fill = instance<AttentionFill>(
      "u_fill", {CHUNK, LANES, {"ROWS", QUERY_BLOCK}, {"SLOTS", depths::kRingSlots}, BUS_BYTES});
  clockedBy(fill, clk, reset);
  fill.headSize <<= payloadBits(n.command, &Attention::headSize, num::kHeadSizeBits);
  fill.beat <<= n.rowBeat;
  fill.group <<= n.openGroup;
  n.fillData <<= fill.data;
  queryWrite <<= fill.queryWrite;
  queryAddress <<= fill.queryAddress;
  keyWrite <<= fill.keyWrite;
  keyAddress <<= fill.keyAddress;
  valueWrite <<= fill.valueWrite;
  valueAddress <<= fill.valueAddress;
  n.queryFilled <<= fill.queriesFilled;
  n.keyFilled <<= fill.keysFilled;
  n.valueFilled <<= fill.valuesFilled;
  addRing(n, "key", keyWrite, keyAddress, n.keyItem, n.keyFilled, n.keyFreed, n.key);
  addRing(n, "value", valueWrite, valueAddress, n.valueItem, n.valueFilled, n.valueFreed, n.value);
  addQueryBanks(n, queryWrite, queryAddress);
}

void AttentionEngine::addRing(Nets& n, const std::string& name, const Bit& write,
                              const UInt& writeAddress, const Stream<UInt>& items,
                              const Bit& filled, const Bit& freed, TileNets& tile) {
  Wire<Bit> read{this, name + "_ring_rd_en"};
  Wire<Unsigned> readAddress{this, name + "_ring_rd_addr", writeAddress.width()};
  Wire<Unsigned> word{this, name + "_ring_rd_data", num::kOperandBits * LANES};
  auto& ring = instance<Ram1r1w>("u_" + name + "_ring",
                                 {{"WIDTH", num::kOperandBits * LANES},
                                  {"DEPTH", ringWords(depths::kRingSlots, CHUNK, LANES)},
                                  READ_LATENCY});
  clockedBy(ring, clk);
  ring.writeEnable <<= write;
  ring.writeAddress <<= writeAddress;
  ring.writeData <<= n.fillData;
  ring.readEnable <<= read;
  ring.readAddress <<= readAddress;
  word <<= ring.readData;
  auto& loader = instance<TileLoader>("u_" + name + "_loader",
                                      {CHUNK, LANES, {"SLOTS", depths::kRingSlots}, READ_LATENCY});
  connectLoader(loader, tile, clk, reset, n.slices);
  loader.item <<= items;
  loader.filled <<= filled;
  freed <<= loader.freed;
  read <<= loader.readEnable;
  readAddress <<= loader.readAddress;
  loader.readData <<= word;
}

void AttentionEngine::addQueryBanks(Nets& n, const Bit& write, const UInt& writeAddress) {
  auto& banks = instance<Ram1r1w>("u_query_banks", {{"WIDTH", num::kOperandBits * LANES},
                                                    {"DEPTH", 2 * bankWords(QUERY_BLOCK, LANES)},
                                                    READ_LATENCY});
  clockedBy(banks, clk);
  banks.writeEnable <<= write;
  banks.writeAddress <<= writeAddress;
  banks.writeData <<= n.fillData;
  banks.readEnable <<= n.query.valid;
  banks.readAddress <<=
      cat(n.query.blockBank, n.query.word.low(WORD_W)).sized(writeAddress.width());
  n.queryWord <<= banks.readData;
}

} // namespace weft
