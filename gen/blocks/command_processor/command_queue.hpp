// command_queue.hpp: One engine's queue: stored words, the staged command, the commands in flight.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_processor/command_decoder.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/isa/format.hpp"

namespace weft {

/// Commands of SLOTS slots each. Words wait in a RAM; the oldest complete command is shifted into a
/// staging register, waits there for its tokens and is then offered to the engine. At most
/// IN_FLIGHT commands are in the engine at a time; `done_i` ends the oldest one.
struct CommandQueue : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;

  hdl::Dim SLOTS = param("SLOTS", 1, "slots of every command of this engine");
  hdl::Dim DEPTH = param("DEPTH", depths::kCommandWords, "words that wait, a power of two");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of the RAM: 1 or 2");
  hdl::Dim IN_FLIGHT =
      param("IN_FLIGHT", depths::kCommandsInEngine, "most commands in the engine, at least 2");
  hdl::Dim COMMAND_WORDS = localparam("COMMAND_WORDS", isa::kSlotWords* SLOTS + depths::kLabelWords,
                                      "index, slot and words");
  hdl::Dim LAST_WORD = localparam("LAST_WORD", COMMAND_WORDS - 1);
  hdl::Dim FULLEST =
      localparam("FULLEST", DEPTH - COMMAND_WORDS, "words that leave room for one more command");
  hdl::Dim PAYLOAD_W = localparam("PAYLOAD_W", 32 * (isa::kSlotWords * SLOTS - isa::kHeaderWords),
                                  "bits without the header");

  In<Bit> clk{this, "clk", "clock"};
  In<Bit> reset{this, "rst_i", "synchronous reset"};

  Out<Bit> room{this, "room_o", "a whole command fits, known a cycle after a write"};
  In<Bit> writeValid{this, "write_valid_i", "a word arrives"};
  In<Unsigned> writeData{this, "write_data_i", 32,
                         "the word; index and slot of the command come first"};
  In<Bit> commit{this, "commit_i", "it is the last of a legal command"};

  In<Bit> enable{this, "enable_i", "hand out commands"};
  Out<Bit> request{this, "request_o", "a command waits for its tokens"};
  Out<Unsigned> wait{this, "wait_o", isa::kTokenCount, "which tokens"};
  In<Bit> grant{this, "grant_i", "its tokens were taken"};

  Out<Bit> commandValid{this, "cmd_valid_o", "a command for the engine"};
  In<Bit> commandReady{this, "cmd_ready_i", "the engine takes it"};
  Out<Unsigned> commandData{this, "cmd_data_o", PAYLOAD_W, "its words without the header"};
  Out<Unsigned> commandOpcode{this, "cmd_opcode_o", 8, "its opcode"};
  In<Bit> done{this, "done_i", "the engine's oldest command is done"};

  Out<Unsigned> signal{this, "signal_o", isa::kTokenCount,
                       "tokens that the oldest command signals"};
  Out<Unsigned> oldest{this, "oldest_o", kCommandTagBits, "tag of the oldest command"};
  Out<Bit> idle{this, "idle_o", "no command waits or runs"};

  CommandQueue();

private:
  void store();
  void stage();
  void capture();
  void issue();
  void followUp();

  hdl::Reg<Unsigned> used_{this, "used_q", clog2(DEPTH + 1), "words stored or being stored"};
  hdl::Reg<Unsigned> commands_{this, "commands_q", clog2(DEPTH + 1), "complete commands stored"};
  hdl::Wire<Bit> read_{this, "read", "read a word of the oldest command"};
  hdl::Wire<Bit> arrived_{this, "arrived", "a word comes out of the RAM"};
  hdl::Wire<Unsigned> ramWord_{this, "ram_word", 32};
  hdl::Fsm state_{this, "state_q", "ST", {"EMPTY", "STAGING", "WAITING", "OFFERED"}};
  hdl::Wire<Bit> begin_{this, "begin_staging"};
  hdl::Wire<Bit> staged_{this, "staged", "the last word of the command arrives"};
  hdl::Reg<Unsigned> stagedTag_{this, "staged_tag_q", kCommandTagBits};
  hdl::Reg<Unsigned> stagedSignal_{this, "staged_signal_q", isa::kTokenCount};
  hdl::Wire<Bit> mayFollow_{this, "may_follow", "the engine may hold one more command"};
};

} // namespace weft
