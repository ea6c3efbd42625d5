// command_fetch.cpp: Reads the command ring and hands it on word by word.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/command_fetch.hpp"

#include "gen/isa/format.hpp"
#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

CommandFetch::CommandFetch()
    : Module("command_fetch", "reads the command ring and hands it on word by word") {
  require(BUS_BYTES >= 8 && BUS_BYTES <= isa::kSlotBytes, "BUS_BYTES_must_be_8_to_64");
  requestSlots();
  cutBeats();
  countSlots();
  requireHeld(*this, clk, reset, word);
}

void CommandFetch::requestSlots() {
  Reg<Unsigned> next{this, "next_q", 16, "first slot that is not yet requested"};
  Wire<Unsigned> offset{this, "next_offset", ADDR_W, "of that slot in the ring"};
  offset <<= cat(next, lit<Unsigned>(0, 6)).extend(ADDR_W);
  clocked(clk, reset | clear, {next},
          [&] { when(descriptor.fire(), [&] { next <<= (next + 1) & ringMask; }); });
  descriptor.valid <<= enable & (next != ringTail);
  descriptor.data <<= cat(ringBase + offset, lit<Unsigned>(isa::kSlotBytes, 24));
}

void CommandFetch::cutBeats() {
  const Dim leftWidth = clog2(BEAT_WORDS + 1);
  Reg<Unsigned> held{this, "beat_q", 8 * BUS_BYTES, "the next word is the lowest"};
  Reg<Unsigned> left{this, "left_q", leftWidth, "words still in it"};
  Wire<Bit> take{this, "beat_take"};
  take <<= beat.fire();
  clocked(clk, reset, {left}, [&] {
    when(take, [&] {
      left <<= BEAT_WORDS;
      held <<= beat.data;
    }).elsewhen(word.fire(), [&] {
      left <<= left - 1;
      held <<= held >> 32;
    });
  });
  beat.ready <<= (left == 0) | ((left == 1) & word.ready);
  word.valid <<= left != 0;
  word.data <<= held.low(32);
}

void CommandFetch::countSlots() {
  Reg<Unsigned> index{this, "word_index_q", 4, "word in the slot"};
  clocked(clk, reset | clear, {head_, index}, [&] {
    when(word.fire(), [&] {
      index <<= index + 1;
      when(allOf(index), [&] { head_ <<= (head_ + 1) & ringMask; });
    });
  });
  head <<= head_;
  empty <<= head_ == ringTail;
}

} // namespace weft
