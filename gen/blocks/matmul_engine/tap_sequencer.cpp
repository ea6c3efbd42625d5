// tap_sequencer.cpp: Works through the steps of the row-stationary array, tap after tap.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/tap_sequencer.hpp"

namespace weft {

using namespace hdl;

/// What the steps of the constructor share.
struct TapSequencer::Nets {
  TapSequencer* at;
  ConvolutionStep next =
      unpack(*at, "next", at->step.data, ConvolutionStep::shape(at->EXTRA_W, at->HELD_W));
  StepRows rows = unpack(*at, "next", next.rows, StepRows::shape(at->EXTRA_W));
  Reg<Bit> working{at, "work_q", "a step is worked through"};
  Wire<Bit> lastTap{at, "last_tap", "the last tap of a filter"};
  Wire<Bit> stepEnds{at, "step_ends", "and of the step"};
  Wire<Bit> complete{at, "complete", "all that the next step needs is there"};
  Wire<Bit> held{at, "held", "but it adds to a row whose sums are under way"};
  Wire<Bit> begins{at, "begins", "it begins"};
  Wire<Bit> passBegins{at, "pass_begins", "and is the first of its pass"};
};

TapSequencer::TapSequencer()
    : Module("tap_sequencer", "works through the steps of the row-stationary array, by tap") {
  Nets nets{this};
  require(ADDRESS_W <= kMatmulAddressBits, "ADDRESS_W_must_be_at_most_24");
  require(COLUMNS >= READ_LATENCY + 2, "COLUMNS_must_exceed_READ_LATENCY_by_2");
  beginSteps(nets);
  countTaps(nets);
  walkRings(nets);
  handOnRows(nets);
  awaitSums(nets);
}

void TapSequencer::beginSteps(Nets& n) {
  section();
  n.complete <<= step.valid && (!n.next.passFirst || pass.valid) && (!n.working || n.stepEnds);
  n.begins <<= rows.fire();
  n.passBegins <<= n.begins && n.next.passFirst;
  step.ready <<= n.begins;
  pass.ready <<= n.passBegins;
  clocked(clk, reset, {n.working}, [&] {
    when(n.begins, [&] { n.working <<= 1; }).elsewhen(n.stepEnds, [&] { n.working <<= 0; });
  });
  work <<= n.working;
}

void TapSequencer::countTaps(Nets& n) {
  Reg<Unsigned> tap{this, "tap_q", kKernelSideBits, "in its filter"};
  Reg<Unsigned> filterNow{this, "filter_q", EXTRA_W};

  section();
  n.lastTap <<= tap == tapsLast;
  n.stepEnds <<= n.working && n.lastTap && allOf(filterNow);
  clocked(clk, reset, {tap, filterNow}, [&] {
    when(n.working, [&] {
      tap <<= mux(n.lastTap, 0, tap + 1);
      when(n.lastTap, [&] { filterNow <<= filterNow + 1; });
    });
  });
  first <<= tap == 0;
  last <<= n.lastTap;
  filter <<= filterNow;
}

/// Every filter goes through the same columns, and through the same slots.
void TapSequencer::walkRings(Nets& n) {
  Reg<Unsigned> window{this, "window_q", HELD_W, "first image column of the step"};
  Reg<Unsigned> columnNow{this, "column_q", HELD_W};
  Reg<Unsigned> passSlot{this, "pass_slot_q", kTapSlotBits, "first slot of the pass"};
  Reg<Unsigned> freshSlot{this, "fresh_slot_q", kTapSlotBits, "first slot of the next pass"};
  Reg<Unsigned> slotNow{this, "slot_q", kTapSlotBits};
  Wire<Unsigned> nextSlot{this, "next_slot", kTapSlotBits, "first slot of the next step"};

  section();
  nextSlot <<= mux(n.next.passFirst, freshSlot, passSlot);
  clocked(clk, reset, {freshSlot}, [&] {
    columnNow <<= mux(n.lastTap, window, columnNow + 1);
    slotNow <<= mux(n.lastTap, passSlot, slotNow + 1);
    when(n.begins, [&] {
      window <<= n.next.column;
      columnNow <<= n.next.column;
      slotNow <<= nextSlot;
    });
    when(n.passBegins, [&] {
      passSlot <<= freshSlot;
      freshSlot <<= freshSlot + tapsLast.extend(kTapSlotBits) + 1;
    });
  });
  slot <<= slotNow;
  column <<= columnNow;
}

void TapSequencer::handOnRows(Nets& n) {
  Reg<Bit> passFailed{this, "pass_failed_q", "the weights of the pass lay outside"};
  Wire<Bit> failed{this, "failed", "the step's rows must not be written"};
  StepRows handedOn = n.rows;

  section();
  failed <<= n.rows.failed || mux(n.next.passFirst, Bit(pass.data), passFailed);
  clocked(clk, [&] { when(n.passBegins, [&] { passFailed <<= Bit(pass.data); }); });
  handedOn.failed = failed;
  rows.valid <<= n.complete && !n.held;
  rows.data <<= pack(handedOn);
}

/// All rows take the same way, so cycles between them here are cycles between announcements.
void TapSequencer::awaitSums(Nets& n) {
  Reg<Unsigned> following{this, "following_q", kMatmulWalkBits, "row of the step's next line"};
  Reg<Unsigned> linesLeft{this, "lines_left_q", EXTRA_W, "lines from it on, modulo COLUMNS"};
  Reg<Bit> more{this, "more_q", "there is one"};
  Wire<Unsigned> row{this, "row", kMatmulWalkBits, "row of the present line"};
  Reg<Unsigned> issued{this, "issued_q", READ_LATENCY, "a line was handed on 1, 2, .. cycles ago"};
  RegGrid<Unsigned> past{this, "past_row_q", {READ_LATENCY}, ADDRESS_W, "its row"};
  Wire<Unsigned> same{this, "same_row", READ_LATENCY, "which is that of the next step's first"};

  section();
  note("A row must rest until its sums are written. It comes back too soon only where a kernel of "
       "one");
  note("tap adds to the last lines of the step before.");
  row <<= mux(n.begins, n.rows.row, following);
  clocked(clk, reset, {issued, more}, [&] {
    following <<= row + pitch.extend(kMatmulWalkBits);
    when(n.begins, [&] {
      linesLeft <<= n.rows.linesLast;
      more <<= anyOf(n.rows.linesLast);
    }).otherwise([&] {
      linesLeft <<= linesLeft - 1;
      more <<= more && linesLeft != 1;
    });
    issued.bit(0) <<= n.begins || more;
    past(0) <<= row.low(ADDRESS_W);
    loop("age", READ_LATENCY - 1, [&](Dim age) {
      issued.bit(age + 1) <<= issued.bit(age);
      past(age + 1) <<= past(age);
    });
  });
  forEach("g_past", "i", READ_LATENCY,
          [&](Dim i) { same.bit(i) <<= issued.bit(i) && past(i) == n.rows.row.low(ADDRESS_W); });
  n.held <<= !n.rows.overwrite && anyOf(same);
}

} // namespace weft
