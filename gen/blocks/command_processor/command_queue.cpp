// command_queue.cpp: One engine's queue: stored words, the staged command, the commands in flight.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/command_queue.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/prim/ram_1r1w.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;

namespace {

/// What is kept of a command while its engine has it.
struct InEngine {
  UInt signal; ///< tokens to give when it is done
  UInt tag;
  static constexpr std::tuple kFields{Field{"signal", &InEngine::signal},
                                      Field{"tag", &InEngine::tag}};
};

} // namespace

CommandQueue::CommandQueue()
    : Module("command_queue", "one engine's commands: stored, staged, in flight") {
  require(DEPTH >= 2 * COMMAND_WORDS, "DEPTH_must_hold_two_commands");
  require(READ_LATENCY >= 1 && READ_LATENCY <= 2, "READ_LATENCY_must_be_1_or_2");
  store();
  stage();
  capture();
  issue();
  followUp();
}

/// A ring of words. A refused command leaves words behind; they go away with the reset that follows
/// every error.
void CommandQueue::store() {
  const Dim addressWidth = localparam("ADDRESS_W", indexWidth(DEPTH), "bits of a word's address");
  Reg<Unsigned> writeAddress{this, "write_address_q", addressWidth};
  Reg<Unsigned> readAddress{this, "read_address_q", addressWidth};
  Reg<Bit> fits{this, "fits_q", "a whole command fits, a cycle ago"};
  clocked(clk, reset, {writeAddress, readAddress, used_, commands_}, [&] {
    when(writeValid, [&] { writeAddress <<= writeAddress + 1; });
    when(read_, [&] { readAddress <<= readAddress + 1; });
    when(writeValid & ~read_, [&] { used_ <<= used_ + 1; });
    when(read_ & ~writeValid, [&] { used_ <<= used_ - 1; });
    when(commit & ~begin_, [&] { commands_ <<= commands_ + 1; });
    when(begin_ & ~commit, [&] { commands_ <<= commands_ - 1; });
  });
  clocked(clk, [&] { fits <<= used_ <= FULLEST; });
  room <<= fits;
  require(clk, reset, !writeValid || used_ < DEPTH, "a word that is queued has room");
  require(clk, reset, !read_ || used_ != 0, "a word that is staged was queued");

  auto& ram = instance<Ram1r1w>("u_ram", {{"WIDTH", 32}, DEPTH, READ_LATENCY});
  clockedBy(ram, clk);
  ram.writeEnable <<= writeValid;
  ram.writeAddress <<= writeAddress;
  ram.writeData <<= writeData;
  ram.readEnable <<= read_;
  ram.readAddress <<= readAddress;
  ramWord_ <<= ram.readData;
}

/// Reads the words of one command back to back.
void CommandQueue::stage() {
  Reg<Unsigned> left{this, "left_q", 6, "words still to read"};
  Reg<Unsigned> reading{this, "reading_q", READ_LATENCY, "words on the way out of the RAM"};
  Wire<Unsigned> pipe{this, "reading", READ_LATENCY + 1, "the oldest one arrives"};
  pipe <<= cat(reading, read_);
  read_ <<= left != 0;
  begin_ <<= state_.is("EMPTY") & (commands_ != 0) & enable;
  clocked(clk, reset, {left, reading}, [&] {
    when(begin_, [&] { left <<= COMMAND_WORDS; }).elsewhen(read_, [&] { left <<= left - 1; });
    reading <<= pipe.low(READ_LATENCY);
  });
  arrived_ <<= pipe.msb();
}

/// Index, slot and the header's two words first; then the payload, shifted in from the top.
void CommandQueue::capture() {
  Reg<Unsigned> place{this, "place_q", 6, "words that arrived"};
  Reg<Unsigned> opcode{this, "opcode_q", 8};
  Reg<Unsigned> waitMask{this, "wait_q", isa::kTokenCount};
  Reg<Unsigned> payload{this, "payload_q", PAYLOAD_W};
  const UInt waitLow = headerBits(ramWord_, isa::HeaderField::waitLow);
  const UInt waitHigh = headerBits(ramWord_, isa::HeaderField::waitHigh);
  staged_ <<= arrived_ & (place == LAST_WORD);
  clocked(clk, reset, {place}, [&] {
    when(arrived_, [&] {
      place <<= mux(staged_, lit<Unsigned>(0, 6), place + 1);
      switchOn(place)
          .is(0, [&] { stagedTag_.low(CommandTag::kIndexBits) <<= ramWord_; })
          .is(1,
              [&] {
                stagedTag_.high(CommandTag::kSlotBits) <<= ramWord_.low(CommandTag::kSlotBits);
              })
          .is(2,
              [&] {
                opcode <<= headerBits(ramWord_, isa::HeaderField::opcode);
                waitMask.low(waitLow.width()) <<= waitLow;
              })
          .is(3,
              [&] {
                waitMask.high(waitHigh.width()) <<= waitHigh;
                stagedSignal_ <<= headerBits(ramWord_, isa::HeaderField::signal);
              })
          .otherwise([&] { payload <<= cat(ramWord_, payload.high(PAYLOAD_W - 32)); });
    });
  });
  wait <<= waitMask;
  commandData <<= payload;
  commandOpcode <<= opcode;
}

void CommandQueue::issue() {
  request <<= state_.is("WAITING") & enable & mayFollow_;
  commandValid <<= state_.is("OFFERED");
  clocked(clk, reset, {state_}, [&] {
    switchOn(state_)
        .is(state_["EMPTY"], [&] { when(begin_, [&] { state_.go("STAGING"); }); })
        .is(state_["STAGING"], [&] { when(staged_, [&] { state_.go("WAITING"); }); })
        .is(state_["WAITING"], [&] { when(grant, [&] { state_.go("OFFERED"); }); })
        .otherwise([&] { when(commandReady, [&] { state_.go("EMPTY"); }); });
  });
}

/// Tags and signals of the commands in the engine, oldest first.
void CommandQueue::followUp() {
  const InEngine entering{.signal = stagedSignal_, .tag = stagedTag_};
  Wire<Unsigned> inEngine{this, "in_engine", widthOf(entering), "the oldest command there"};
  Wire<Bit> anyThere{this, "any_in_engine"};
  auto& commands =
      instance<StreamFifo>("u_in_engine", {{"WIDTH", widthOf(entering)}, {"DEPTH", IN_FLIGHT}});
  clockedBy(commands, clk, reset);
  commands.in.valid <<= commandValid & commandReady;
  mayFollow_ <<= commands.in.ready;
  commands.in.data <<= pack(entering);
  anyThere <<= commands.out.valid;
  commands.out.ready <<= done;
  inEngine <<= commands.out.data;

  require(clk, reset, !done || anyThere, "a command that is done was in the engine");
  require(clk, reset, !grant || state_.is("WAITING"), "tokens are taken for a command that waits");
  const auto first = unpack(*this, "in_engine", inEngine, entering);
  signal <<= first.signal;
  oldest <<= mux(anyThere, first.tag, stagedTag_);
  idle <<= ~anyThere & state_.is("EMPTY") & (commands_ == 0);
}

} // namespace weft
