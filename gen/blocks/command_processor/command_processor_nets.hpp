// command_processor_nets.hpp: Nets between the steps of the command processor's constructor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/command_processor/command_processor.hpp"

namespace weft {

struct CommandProcessor::Nets {
  explicit Nets(CommandProcessor* m) : module(m) {}
  CommandProcessor* module;

  hdl::Fsm phase{module,
                 "phase_q",
                 "PHASE",
                 {"IDLE", "RUN", "LIVE", "FAILED", "DRAIN", "RESET"},
                 "what the machine as a whole does"};
  hdl::Reg<Bit> engineReset{module, "engine_rst_q", "reset of everything but the registers"};
  hdl::Reg<Bit> run{module, "run_q", "commands may move: phase_q is RUN, the ring can be"};
  hdl::Wire<Bit> clear{module, "clear", "the ring becomes live: tokens and index from zero"};
  hdl::Wire<Bit> begin{module, "begin_run", "commands may move from the next cycle on"};
  hdl::StreamWire<Unsigned> word{module, "word", 32};
  hdl::Wire<Bit> ringEmpty{module, "ring_empty"};
  hdl::Wire<Unsigned> slot{module, "slot", 16, "that the present word is in"};
  hdl::Wire<Bit> decoderBusy{module, "decoder_busy", "a command is not yet in its queue"};
  hdl::Wire<Unsigned> decoding{module, "decoding", kCommandTagBits, "command in the decoder"};
  hdl::Wire<Bit> refused{module, "refused", "the decoder refuses a command"};
  hdl::Wire<Unsigned> refusal{module, "refusal", 8};
  hdl::Wire<Unsigned> refusedTag{module, "refused_tag", kCommandTagBits};
  hdl::Wire<Unsigned> room{module, "room", kEngines};
  hdl::Wire<Unsigned> writeValid{module, "queue_write_valid", kEngines};
  hdl::Wire<Unsigned> writeData{module, "queue_write_data", 32};
  hdl::Wire<Unsigned> commit{module, "queue_commit", kEngines};
  hdl::Wire<Unsigned> request{module, "token_request", kEngines};
  hdl::Wire<Unsigned> tokenLost{module, "token_lost", kEngines, "a signal found a full count"};
  hdl::Wire<Unsigned> grant{module, "token_grant", kEngines};
  hdl::WireGrid<Unsigned> wait{module, "token_wait", {kEngines}, isa::kTokenCount};
  hdl::WireGrid<Unsigned> signal{module, "token_signal", {kEngines}, isa::kTokenCount};
  hdl::WireGrid<Unsigned> oldest{module, "oldest", {kEngines}, kCommandTagBits, "tags"};
  hdl::Wire<Unsigned> idle{module, "queue_idle", kEngines};
  hdl::RegGrid<Unsigned> reported{module, "state_q", {kEngines}, 3, "states, a cycle ago"};
  hdl::Reg<Unsigned> asked{module, "token_request_q", kEngines, "requests, a cycle ago"};
  hdl::WireGrid<Unsigned> shown{module, "shown_state", {kEngines}, 3, "with dependencies"};
  hdl::Wire<Bit> bark{module, "watchdog_bark"};
  hdl::Wire<Bit> inDrain{module, "in_drain", "a soft reset waits for the memory"};
  hdl::Wire<Unsigned> barkEngine{module, "watchdog_engine", 3};
  hdl::Wire<Unsigned> barkReason{module, "watchdog_reason", 3};
  hdl::Wire<Unsigned> barkTag{module, "watchdog_tag", kCommandTagBits};
  hdl::Wire<Bit> ringLegal{module, "ring_legal", "the ring registers can be"};
  hdl::Wire<Bit> badRing{module, "bad_ring", "they cannot, and are needed"};
  hdl::Wire<Unsigned> ringFault{module, "ring_fault", 8, "why"};
  hdl::Wire<Unsigned> unitFaults{module, "unit_faults", kEngines + 1, "processor on top"};
  hdl::Wire<Bit> unitFault{module, "unit_fault", "one of them"};
  hdl::RegGrid<Unsigned> atFault{
      module, "oldest_q", {kEngines}, kCommandTagBits, "tags in the cycle of the faults"};
  hdl::Reg<Unsigned> blamed{module, "blamed_engine", 3};
  hdl::Reg<Unsigned> blamedReason{module, "blamed_reason", 3};
  hdl::Reg<Unsigned> blamedTag{module, "blamed_tag", kCommandTagBits};
  hdl::Reg<Unsigned> blamedCode{module, "blamed_code", 8};
  hdl::Reg<Bit> error{module, "error_q", "some error in the cycle before"};
};

} // namespace weft
