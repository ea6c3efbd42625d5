// attention_fetch.hpp: Plans a command: rows to fetch, chunks to compute, in which order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_item.hpp"
#include "gen/isa/format.hpp"
#include "gen/isa/registers.hpp"
#include "gen/prim/address_generator.hpp"

namespace weft {

/// Walks heads, blocks of queries and chunks of keys. For each block it asks for the queries, then
/// for keys and values chunk by chunk, as long as their buffers have room, and tells the stages of
/// the engine about every chunk. Chunks that no query of the block sees are skipped, except one, so
/// that rows without a key are written too.
struct AttentionFetch : hdl::Module {
  static constexpr int kCountBits = num::log2Of(num::kMostKeys) + 1; ///< queries or keys

  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim ROWS = param("ROWS", 64, "queries of a block: a power of two");
  hdl::Dim SLOTS = param("SLOTS", 4, "chunks in a ring");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat");
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a memory address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> start{this, "start_i", "a new command stands at the inputs below"};
  hdl::Out<hdl::Bit> busy{this, "busy_o", "it is being planned"};
  hdl::In<hdl::Bit> softmax{this, "softmax_i", "it is a SOFTMAX: only its scores are fetched"};
  hdl::In<hdl::Unsigned> command{this, "cmd_data_i", isa::payloadBits(isa::Engine::attention),
                                 "its words from w2 on"};
  hdl::In<hdl::Unsigned> queries{this, "queries_i", kCountBits, "queries L"};
  hdl::In<hdl::Unsigned> keys{this, "keys_i", kCountBits, "keys S"};
  hdl::In<hdl::Unsigned> visible{this, "visible_i", kCountBits, "keys that are not padding"};
  hdl::In<hdl::Bit> causal{this, "causal_i", "query i sees keys 0..S-L+i"};
  hdl::InGrid<hdl::Unsigned> baseAddress{
      this, "base_address_i", {isa::kBaseCount}, baseWidth(ADDR_W), "base registers"};
  hdl::InGrid<hdl::Unsigned> baseLimit{
      this, "base_limit_i", {isa::kBaseCount}, 32, "bytes behind each"};
  hdl::In<hdl::Bit> queriesFree{this, "q_free_i", "a bank of queries has been used up"};
  hdl::In<hdl::Bit> keysFree{this, "k_free_i", "a slot of keys has been used up"};
  hdl::In<hdl::Bit> valuesFree{this, "v_free_i", "a slot of values has been used up"};
  hdl::StreamOut<hdl::Unsigned> run{this, "run", runDescriptorWidth(ADDR_W), "rows to read"};
  hdl::StreamOut<hdl::Unsigned> group{this, "group", AttentionGroup::bits(), "what they are for"};
  hdl::StreamOut<hdl::Unsigned> item{this, "item", AttentionItem::bits(CHUNK), "chunks to compute"};
  hdl::Out<hdl::Unsigned> faults{this, "run_faults_o", kRunFaults, "of a run: see run_check"};

  AttentionFetch();

private:
  struct Nets;
  void addSteps(Nets& nets);
  void addGrants(Nets& nets);
  void addBlocks(Nets& nets);
  void addVisibility(Nets& nets);
  void addOffsets(Nets& nets);
  void addRuns(Nets& nets);
  void addGenerator(Nets& nets, const hdl::UInt& rows, const hdl::Bit& wanted);
};

} // namespace weft
