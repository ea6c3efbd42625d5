// command_decoder.hpp: Checks commands word by word and files them into the engines' queues.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/format.hpp"

namespace weft {

/// How a command is known inside.
struct CommandTag {
  hdl::UInt slot;  ///< its first one in the ring
  hdl::UInt index; ///< its number since start
  static constexpr std::tuple kFields{hdl::Field{"slot", &CommandTag::slot},
                                      hdl::Field{"index", &CommandTag::index}};
  static constexpr int kSlotBits = 16, kIndexBits = 32;
  static CommandTag shape() { return {hdl::zeros(kSlotBits), hdl::zeros(kIndexBits)}; }
};
inline constexpr int kCommandTagBits = CommandTag::kSlotBits + CommandTag::kIndexBits;

/// Takes one word a cycle and checks it in the next. A command goes to its engine's queue as its
/// index, its slot and its words; it counts there only after `commit_o`, which comes when all its
/// words were found legal.
/// The checks are those of isa::faultOf, made from the same tables. CHECK ends here.
struct CommandDecoder : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;

  In<Bit> clk{this, "clk", "clock"};
  In<Bit> reset{this, "rst_i", "synchronous reset"};
  In<Bit> clear{this, "clear_i", "a new run: the next command is number 0"};
  In<Bit> enable{this, "enable_i", "decode"};
  In<Unsigned> configHash{this, "config_hash_i", 64, "what CHECK compares with"};
  In<Bit> ringEmpty{this, "ring_empty_i", "no word will come before software moves the tail"};
  In<Unsigned> slot{this, "slot_i", 16, "slot that the present word is in"};
  hdl::StreamIn<Unsigned> word{this, "word", 32, "the ring's words"};

  In<Unsigned> room{this, "room_i", isa::kEngineCount, "the engine's queue has room for a command"};
  Out<Unsigned> writeValid{this, "write_valid_o", isa::kEngineCount, "a word for this queue"};
  Out<Unsigned> writeData{this, "write_data_o", 32, "the word"};
  Out<Unsigned> commit{this, "commit_o", isa::kEngineCount,
                       "the queue's newest command is complete"};

  Out<Bit> busy{this, "busy_o", "some words of a command are taken and not all are checked"};
  Out<Bit> error{this, "error_o", "a command is refused"};
  Out<Unsigned> errorCode{this, "error_code_o", 8, "why"};
  Out<Unsigned> errorTag{this, "error_tag_o", kCommandTagBits, "which command"};
  Out<Unsigned> tag{this, "tag_o", kCommandTagBits, "the present command"};

  /// Knows the commands of such a machine.
  explicit CommandDecoder(num::MachineKind machine);

private:
  hdl::UInt labelOf(const isa::CommandFormat& format, int place);
  std::vector<hdl::Operand<hdl::UInt>> freeWords(const isa::CommandFormat& format);
  void checkHeader();
  void checkPayload();
  void checkWord(hdl::SwitchChain& choice, const isa::CommandFormat& format, int place);
  void checkHash();
  void step();
  void keepForCheck();
  void writeQueues();
  void reportError();

  static constexpr int kPlaceBits = 5; ///< of the number of a word in its command

  std::vector<isa::CommandFormat> formats_; ///< of the machine
  int opcodeBits_;                          ///< of the largest of their opcodes
  hdl::Fsm state_{this,
                  "state_q",
                  "ST",
                  {"HEADER", "INDEX", "SLOT", "WORDS", "FAILED"},
                  "what the decoder does with the present word"};
  hdl::Reg<Unsigned> index_{this, "index_q", 32};
  hdl::Reg<Unsigned> slot_{this, "slot_q", 16, "where the present command begins"};
  hdl::Reg<Unsigned> opcode_{this, "opcode_q", opcodeBits_, "of the present command"};
  hdl::Reg<Unsigned> place_{this, "place_q", 5, "word in the command"};
  hdl::Reg<Unsigned> engine_{this, "engine_q", isa::kEngineCount, "one bit for its engine"};
  hdl::Reg<Unsigned> last_{this, "last_q", 5, "its last word"};
  hdl::Reg<Bit> checking_{this, "checking_q", "a word was taken in the cycle before"};
  hdl::Reg<Unsigned> checked_{this, "checked_q", 32, "that word"};
  hdl::Reg<Unsigned> label_{this, "label_q", opcodeBits_ + kPlaceBits, "its {opcode, place}"};
  hdl::Reg<Unsigned> checkedTag_{this, "checked_tag_q", kCommandTagBits, "its command"};
  hdl::Wire<Bit> closes_{this, "closes", "the last word of a command is taken"};
  hdl::Reg<Unsigned> closed_{this, "closed_q", isa::kEngineCount, "it was, for this engine"};
  hdl::Reg<Bit> judging_{this, "judging_q", "fault_q is about a word of two cycles before"};
  hdl::Reg<Unsigned> judged_{this, "judged_q", isa::kEngineCount,
                             "and its command, for this engine"};
  hdl::Reg<Unsigned> headerFault_{this, "header_fault", 8, "error code of a header, or 0"};
  hdl::Reg<Unsigned> refused_{this, "header_fault_q", 8, "that of the present command"};
  hdl::Reg<Unsigned> headerEngine_{this, "header_engine", isa::kEngineCount};
  hdl::Reg<Unsigned> headerLast_{this, "header_last", 5};
  hdl::Reg<Unsigned> reserved_{this, "reserved", 32, "bits that must be zero"};
  hdl::Reg<Bit> badField_{this, "bad_field"};
  hdl::Reg<Unsigned> fault_{this, "fault_q", 8, "error code, or 0"};
  hdl::Reg<Unsigned> faultTag_{this, "fault_tag_q", kCommandTagBits};
  hdl::Reg<Bit> roomy_{this, "roomy_q", "the command's queue has room, or it needs none"};
  hdl::Wire<Bit> wrongHash_{this, "wrong_hash"};
  hdl::Wire<Bit> truncated_{this, "truncated", "the ring ends inside a command"};
};

} // namespace weft
