// post_engine.hpp: Executes POST commands: residual addition and LayerNorm, memory to memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/depths.hpp"
#include "gen/blocks/layernorm/layernorm.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/format.hpp"
#include "gen/prim/run_check.hpp"

namespace weft {

/// Sizes that a configuration gives.
struct PostEngineShape {
  LayernormShape rows;    ///< lanes, approximation, read latency
  int busBytes = 16;      ///< of a beat
  int addressBits = 40;   ///< of a memory address
  bool normalises = true; ///< false: it adds residuals and no more
};

/// One command at a time: gamma and beta first, then the rows, a chunk of a and the same chunk of
/// the residual in turn; results leave in chunks of int16 and int8 in turn. README.md has the
/// picture.
struct PostEngine : hdl::Module {
  static constexpr int kBases = 8;

  PostEngineShape shape;
  hdl::Dim LANES = param("LANES", shape.rows.lanes, "values per cycle, a power of two");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", shape.busBytes, "bytes of a bus beat");
  hdl::Dim ADDR_W = param("ADDR_W", shape.addressBits, "bits of a memory address");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", shape.rows.readLatency, "of the memories: 1 or 2");
  hdl::Dim LANE_W = localparam("LANE_W", hdl::clog2(LANES), "bits of a lane's number");
  hdl::Dim TABLE_W = tableBits();
  hdl::Dim FEW_BEATS = localparam("FEW_BEATS", 8 * BUS_BYTES / LANES, "words of 16 beats of int16");
  hdl::Dim MOST_WORDS =
      localparam("MOST_WORDS", hdl::min(depths::kMostChunkWords, FEW_BEATS), "but not more");
  hdl::Dim CHUNK_WORDS = localparam("CHUNK_WORDS", hdl::max(1, MOST_WORDS), "words of a run");
  hdl::Dim CHUNK = localparam("CHUNK", CHUNK_WORDS* LANES, "columns of a run");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> commandValid{this, "cmd_valid_i", "a POST command waits"};
  hdl::Out<hdl::Bit> commandReady{this, "cmd_ready_o", "it is taken"};
  hdl::In<hdl::Unsigned> command{this, "cmd_data_i", isa::payloadBits(isa::Engine::post),
                                 "its words 2 to 31"};
  hdl::Out<hdl::Bit> done{this, "done_o", "every byte of the command is in memory"};
  hdl::Out<hdl::Unsigned> state{this, "state_o", 3, "busy, no_command, memory_read, memory_write"};
  hdl::Out<hdl::Unsigned> faults{this, "run_faults_o", kRunFaults, "of a run: see run_check"};
  hdl::Out<hdl::Bit> badField{this, "bad_field_o", "a scale is 4 or more, or nothing is written"};
  hdl::InGrid<hdl::Unsigned> baseAddress{
      this, "base_address_i", {kBases}, baseWidth(ADDR_W), "base registers"};
  hdl::InGrid<hdl::Unsigned> baseLimit{this, "base_limit_i", {kBases}, 32, "bytes behind each"};

  hdl::StreamOut<hdl::Unsigned> readRun{this, "read_run", runDescriptorWidth(ADDR_W),
                                        "to the reader: {address, bytes}"};
  hdl::StreamIn<hdl::Unsigned> readBeat{
      this, "read_beat", 8 * BUS_BYTES, "from the reader: their bytes", {.last = true}};
  hdl::StreamOut<hdl::Unsigned> writeRun{this, "write_run", runDescriptorWidth(ADDR_W),
                                         "to the writer: {address, bytes}"};
  hdl::StreamOut<hdl::Unsigned> writeBeat{this, "write_beat", 8 * BUS_BYTES,
                                          "to the writer: their bytes"};
  hdl::In<hdl::Bit> runDone{this, "run_done_i", "the oldest run has its write response"};

  explicit PostEngine(PostEngineShape sizes);
  bool normalises() const { return shape.normalises; }

private:
  struct Nets;
  hdl::Dim tableBits();
  void takeCommand(Nets& nets);
  void convertScales(Nets& nets);
  static hdl::Bit excessEpsilon(const Nets& nets);
  void sequence(Nets& nets);
  void readRows(Nets& nets);
  void writeRows(Nets& nets);
  void measureTails(Nets& nets);
  void receiveWords(Nets& nets);
  void followWords(Nets& nets);
  void pairWords(Nets& nets);
  void compute(Nets& nets);
  template <class Rows> void connectRows(Nets& nets, Rows& rows);
  void splitResults(Nets& nets);
  void packResults(Nets& nets);
  void sendBeats(Nets& nets);
  void countRuns(Nets& nets);
  void reportState(Nets& nets);
};

} // namespace weft
