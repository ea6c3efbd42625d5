// tap_walker.cpp: Fetches the weights of the row-stationary array, tile after tile.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/tap_walker.hpp"

#include "gen/prim/flag_fifo.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

/// What the steps of the constructor share.
struct TapWalker::Nets {
  TapWalker* at;
  Reg<Bit> walking{at, "walking_q", "tiles of a command are left"};
  Reg<Unsigned> number{at, "number_q", at->NUMBER_W, "of the next word in its tile"};
  Reg<Unsigned> slot{at, "slot_q", kTapSlotBits, "where its tile goes"};
  Reg<Unsigned> word{at, "word_q", kMatmulWalkBits, "its address"};
  Wire<Bit> exists{at, "exists", "it is not blank"};
  Wire<Bit> issue{at, "issue", "it is sent"};
  Wire<Bit> nextTile{at, "next_tile", "it is the last of its tile"};
  Wire<Bit> nextPass{at, "next_pass", "and of its pass"};
  Wire<Bit> nextK{at, "next_k", "and of all passes of its k"};
  Wire<Bit> finish{at, "finish", "and of its command"};
  Wire<Bit> take{at, "take", "a command is taken"};
  Wire<Bit> failing{at, "failing", "an address of the command so far lay outside"};
};

TapWalker::TapWalker()
    : Module("tap_walker", "fetches the weights of the row-stationary array, tile after tile") {
  Nets nets{this};
  sendWords(nets);
  countTiles(nets);
  walkWords(nets);
  tellPasses(nets);
}

void TapWalker::sendWords(Nets& n) {
  Wire<Unsigned> used{this, "used", kTapSlotBits, "slots that the cells need"};

  section();
  note("One slot stays free, so that a full ring is told from an empty one.");
  used <<= n.slot - oldest;
  n.exists <<= n.number.extend(NUMBER_W + 1) < value(ROWS, NUMBER_W + 1);
  n.issue <<= n.walking && (anyOf(n.number) || !allOf(used));
  n.take <<= commandValid && commandReady;
  commandReady <<= !n.walking || n.finish;
  enters <<= n.issue;
  readEnable <<= n.issue && n.exists;
  readAddress <<= n.word.low(WORD_W);
}

void TapWalker::countTiles(Nets& n) {
  Reg<Unsigned> taps{this, "taps_last_q", kKernelSideBits, "taps - 1"};
  Reg<Unsigned> tapsLeft{this, "taps_left_q", kKernelSideBits, "tiles of the pass after this one"};
  Reg<Unsigned> nLast{this, "n_last_q", kMatmulCountBits, "n tiles - 1"};
  Reg<Unsigned> nLeft{this, "n_left_q", kMatmulCountBits, "n tiles after this one"};
  Reg<Unsigned> kLeft{this, "k_left_q", kMatmulCountBits, "k tiles after this one"};

  section();
  n.nextTile <<= n.issue && allOf(n.number);
  n.nextPass <<= n.nextTile && tapsLeft == 0;
  n.nextK <<= n.nextPass && nLeft == 0;
  n.finish <<= n.nextK && kLeft == 0;
  clocked(clk, reset, {n.walking, n.number, n.slot}, [&] {
    when(n.issue, [&] { n.number <<= n.number + 1; });
    when(n.nextTile, [&] {
      n.slot <<= n.slot + 1;
      tapsLeft <<= mux(n.nextPass, taps, tapsLeft - 1);
    });
    when(n.nextPass, [&] { nLeft <<= mux(n.nextK, nLast, nLeft - 1); });
    when(n.nextK, [&] { kLeft <<= kLeft - 1; });
    when(n.finish, [&] { n.walking <<= 0; });
    when(n.take, [&] {
      n.walking <<= 1;
      taps <<= tapsLast;
      tapsLeft <<= tapsLast;
      nLast <<= nTiles - 1;
      nLeft <<= nTiles - 1;
      kLeft <<= kTiles - 1;
    });
  });
}

/// The tiles of a pass lie one behind the other.
void TapWalker::walkWords(Nets& n) {
  Reg<Unsigned> nBase{this, "word_n_q", kMatmulWalkBits, "first word of this pass"};
  Reg<Unsigned> kBase{this, "word_k_q", kMatmulWalkBits, "first word of this k"};
  Reg<Unsigned> kStep{this, "k_stride_q", kMatmulCountBits};
  Reg<Unsigned> nStep{this, "n_stride_q", kMatmulCountBits};
  Wire<Unsigned> nextK{this, "next_word_k", kMatmulWalkBits};
  Wire<Unsigned> nextPass{this, "next_word_pass", kMatmulWalkBits};

  section();
  nextK <<= kBase + kStep.extend(kMatmulWalkBits);
  nextPass <<= mux(n.nextK, nextK, nBase + nStep.extend(kMatmulWalkBits));
  clocked(clk, [&] {
    when(readEnable, [&] { n.word <<= n.word + 1; });
    when(n.nextPass, [&] {
      n.word <<= nextPass;
      nBase <<= nextPass;
    });
    when(n.nextK, [&] { kBase <<= nextK; });
    when(n.take, [&] {
      for (const auto& base : {n.word, nBase, kBase})
        base <<= start.extend(kMatmulWalkBits);
      kStep <<= kStride;
      nStep <<= nStride;
    });
  });
}

void TapWalker::tellPasses(Nets& n) {
  Reg<Bit> failedBefore{this, "failed_q", "the command has failed before"};
  auto lastAddress = constant<Unsigned>("LAST_ADDRESS", WEIGHT_WORDS - 1, kMatmulWalkBits);
  const Dim wait = kTileToTaps - 2; // the queue and the register of the first taps

  section();
  n.failing <<= failedBefore || (n.exists && n.word > lastAddress);
  clocked(clk, [&] {
    when(n.issue, [&] { failedBefore <<= n.failing; });
    when(n.take, [&] { failedBefore <<= 0; });
  });
  note("The last tile of a pass is on its way through the turner when the pass is told.");
  Wire<Bit> room{this, "room", "which the ring of slots ensures"};
  Wire<Unsigned> told{this, "passes_told", kTapSlotBits + 1, "which the sequencer has not taken"};
  auto& queue = instance<FlagFifo>("u_passes", {{"DEPTH", kTapSlots}});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= validLate(*this, "told", clk, reset, n.nextPass, wait);
  queue.in.data <<= delayed(*this, "told_failed", clk, n.failing, wait);
  room <<= queue.in.ready;
  pass <<= queue.out;
  told <<= queue.used;
  unused(room, told);
  require(clk, reset, room, "a pass that has its weights is told");
}

} // namespace weft
