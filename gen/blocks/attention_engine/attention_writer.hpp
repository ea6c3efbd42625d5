// attention_writer.hpp: Says where the results of a command go.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_fetch.hpp"
#include "gen/isa/registers.hpp"

namespace weft {

/// The output runs of a command in the order of its results. ATTENTION: one per head and query.
/// SOFTMAX: probabilities, exponents and sum of each row.
struct AttentionWriter : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat");
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a memory address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> start{this, "start_i", "a new command stands at the inputs below"};
  hdl::Out<hdl::Bit> busy{this, "busy_o", "not all of its runs have been asked for"};
  hdl::In<hdl::Bit> softmax{this, "softmax_i", "it is a SOFTMAX"};
  hdl::In<hdl::Unsigned> command{this, "cmd_data_i", isa::payloadBits(isa::Engine::attention),
                                 "its words from w2 on"};
  hdl::In<hdl::Unsigned> queries{this, "queries_i", AttentionFetch::kCountBits, "queries L"};
  hdl::InGrid<hdl::Unsigned> baseAddress{
      this, "base_address_i", {isa::kBaseCount}, baseWidth(ADDR_W), "base registers"};
  hdl::InGrid<hdl::Unsigned> baseLimit{
      this, "base_limit_i", {isa::kBaseCount}, 32, "bytes behind each"};
  hdl::StreamOut<hdl::Unsigned> run{this, "run", runDescriptorWidth(ADDR_W), "runs to write"};
  hdl::Out<hdl::Unsigned> faults{this, "run_faults_o", kRunFaults, "of a run: see run_check"};

  AttentionWriter();

private:
  struct Nets;
  void addSteps(Nets& nets);
  void addOffsets(Nets& nets);
  void addGenerator(Nets& nets);
};

} // namespace weft
