// attention_engine.hpp: Executes ATTENTION and SOFTMAX, memory to memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_fetch.hpp"
#include "gen/isa/registers.hpp"
#include "gen/num/nonlinear.hpp"

namespace weft {

struct PartialTag;
struct TileNets;
struct WeightedTag;

/// One head after another, one block of queries after another: scores, softmax and weighted values
/// of successive chunks of keys run at the same time, in separate units with buffers of their
/// own.
struct AttentionEngine : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "multipliers / CHUNK: bytes of an operand word");
  hdl::Dim EXPONENT_LANES = param("EXPONENT_LANES", 16, "exponentials per cycle: at most CHUNK");
  hdl::Dim QUERY_BLOCK = param("QUERY_BLOCK", 64, "queries of a block: 16, 32, 64 or 128");
  hdl::Dim MAX_KEYS = param("MAX_KEYS", 4096, "keys that the accumulator holds: a power of two");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a bus beat");
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a memory address");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of every RAM: 1 or 2");
  hdl::Dim ROW_W = localparam("ROW_W", hdl::indexWidth(QUERY_BLOCK), "bits of a query's number");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::indexWidth(bankWords(QUERY_BLOCK, LANES)),
                               "bits of a word's place in a bank of queries or values");
  hdl::Dim SUM_PLACE_W =
      localparam("SUM_PLACE_W", hdl::indexWidth(4 * QUERY_BLOCK), "bits of a sum's place");
  hdl::Dim KEY_W =
      localparam("KEY_W", AttentionItem::keyBits(CHUNK), "bits of a number of keys of a chunk");
  hdl::Dim ITEM_W = localparam("ITEM_W", AttentionItem::bits(CHUNK), "bits of an item");
  hdl::Dim ACC_W = localparam("ACC_W", num::kAccumulatorBits + hdl::clog2(MAX_KEYS),
                              "bits of a sum of products of probability and value");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};

  hdl::In<hdl::Bit> commandValid{this, "cmd_valid_i", "a command waits"};
  hdl::Out<hdl::Bit> commandReady{this, "cmd_ready_o", "it is taken"};
  hdl::In<hdl::Unsigned> command{this, "cmd_data_i", isa::payloadBits(isa::Engine::attention),
                                 "its words 2 to 31"};
  hdl::In<hdl::Unsigned> commandOpcode{this, "cmd_opcode_i", 8, "ATTENTION or SOFTMAX"};
  hdl::Out<hdl::Bit> done{this, "done_o", "the last write of the command is answered"};
  hdl::Out<hdl::Unsigned> state{this, "state_o", 3, "busy, no_command, memory_read, memory_write"};
  hdl::Out<hdl::Unsigned> faults{this, "run_faults_o", kRunFaults, "of a run: see run_check"};
  hdl::Out<hdl::Bit> badField{this, "bad_field_o", "a length or scale is refused"};
  hdl::InGrid<hdl::Unsigned> scalar{this, "scalar_i", {isa::kScalarCount}, 32, "run-time scalars"};
  hdl::InGrid<hdl::Unsigned> baseAddress{
      this, "base_address_i", {isa::kBaseCount}, baseWidth(ADDR_W), "base registers"};
  hdl::InGrid<hdl::Unsigned> baseLimit{
      this, "base_limit_i", {isa::kBaseCount}, 32, "bytes behind each"};

  hdl::StreamOut<hdl::Unsigned> readRun{this, "read_run", runDescriptorWidth(ADDR_W),
                                        "to the reader: {address, bytes}"};
  hdl::StreamIn<hdl::Unsigned> readBeat{
      this, "read_beat", 8 * BUS_BYTES, "from the reader: the bytes of a run", {.last = true}};
  hdl::StreamOut<hdl::Unsigned> writeRun{this, "write_run", runDescriptorWidth(ADDR_W),
                                         "to the writer: {address, bytes}"};
  hdl::StreamOut<hdl::Unsigned> writeBeat{this, "write_beat", 8 * BUS_BYTES,
                                          "to the writer: the bytes of its runs"};
  hdl::In<hdl::Bit> writeDone{this, "run_done_i", "the oldest written run is answered"};

  explicit AttentionEngine(num::Nonlinear nonlinear);

private:
  struct Nets;
  void addCommand(Nets& nets);
  void addState(Nets& nets);
  void addFetch(Nets& nets);
  void addItems(Nets& nets);
  void addFill(Nets& nets);
  void addRing(Nets& nets, const std::string& name, const hdl::Bit& write,
               const hdl::UInt& writeAddress, const hdl::Stream<hdl::UInt>& items,
               const hdl::Bit& filled, const hdl::Bit& freed, TileNets& tile);
  void addQueryBanks(Nets& nets, const hdl::Bit& write, const hdl::UInt& writeAddress);
  void addScores(Nets& nets);
  void addScoreBuffer(Nets& nets, const hdl::Bit& valid, const hdl::WireGrid<hdl::Signed>& partial,
                      const PartialTag& tag);
  void addScoreReader(Nets& nets, const hdl::Bit& read, const hdl::Bit& readBank,
                      const hdl::UInt& readRow);
  void addSoftmax(Nets& nets, num::Nonlinear nonlinear);
  void addWeights(Nets& nets);
  void addValues(Nets& nets);
  void addAccumulator(Nets& nets, const hdl::Bit& valid, const hdl::WireGrid<hdl::Signed>& weighted,
                      const WeightedTag& tag);
  void addOutput(Nets& nets);
  void addOutputBeats(Nets& nets);
  void addSoftmaxRows(Nets& nets);
  void addWriter(Nets& nets);
  void addQueue(const std::string& name, int depth, const hdl::Stream<hdl::UInt>& in,
                const hdl::Stream<hdl::UInt>& out);
};

} // namespace weft
