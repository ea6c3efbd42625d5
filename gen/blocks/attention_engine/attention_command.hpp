// attention_command.hpp: Holds the command at work, with its run-time lengths, until it is done.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_fetch.hpp"
#include "gen/isa/registers.hpp"

namespace weft {

/// Takes one command at a time. It is done when all its output runs have been asked for and
/// answered. A command with more than 4096 queries, with more keys than the accumulator holds, or
/// with a score scale that would shift left, is refused: `bad_field_o` pulses and the engine waits
/// for reset.
struct AttentionCommand : hdl::Module {
  static constexpr int kCountBits = AttentionFetch::kCountBits;

  hdl::Dim MAX_KEYS = param("MAX_KEYS", 4096, "keys that the accumulator holds");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> commandValid{this, "cmd_valid_i", "a command waits"};
  hdl::Out<hdl::Bit> commandReady{this, "cmd_ready_o", "it is taken"};
  hdl::In<hdl::Unsigned> commandData{this, "cmd_data_i", isa::payloadBits(isa::Engine::attention),
                                     "its words from w2 on"};
  hdl::In<hdl::Unsigned> commandOpcode{this, "cmd_opcode_i", 8, "ATTENTION or SOFTMAX"};
  hdl::InGrid<hdl::Unsigned> scalar{this, "scalar_i", {isa::kScalarCount}, 32, "run-time scalars"};
  hdl::In<hdl::Bit> planned{this, "planned_i", "every output run was asked for before this cycle"};
  hdl::In<hdl::Bit> runSent{this, "run_sent_i", "an output run is asked for"};
  hdl::In<hdl::Bit> runDone{this, "run_done_i", "an output run is answered"};
  hdl::Out<hdl::Bit> start{this, "start_o", "the command below is new"};
  hdl::Out<hdl::Bit> active{this, "active_o", "the command is at work"};
  hdl::Out<hdl::Bit> softmax{this, "softmax_o", "it is a SOFTMAX"};
  hdl::Out<hdl::Unsigned> command{this, "cmd_data_o", isa::payloadBits(isa::Engine::attention),
                                  "its words from w2 on"};
  hdl::Out<hdl::Unsigned> queries{this, "queries_o", kCountBits, "queries L"};
  hdl::Out<hdl::Unsigned> keys{this, "keys_o", kCountBits, "keys S"};
  hdl::Out<hdl::Unsigned> visible{this, "visible_o", kCountBits, "keys that are not padding"};
  hdl::Out<hdl::Bit> causal{this, "causal_o", "query i sees keys 0..S-L+i"};
  hdl::Out<hdl::Bit> done{this, "done_o", "the command is done"};
  hdl::Out<hdl::Bit> badField{this, "bad_field_o", "a length or scale is refused"};

  AttentionCommand();

private:
  void addLengths(const hdl::UInt& held, const hdl::Reg<hdl::Bit>& tooLong);
  void addProgress(const hdl::Fsm& step, const hdl::Bit& tooLong);
};

} // namespace weft
