// row_announcer.cpp: Announces the rows of a step to the accumulator when they leave the array.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/row_announcer.hpp"

#include "gen/prim/ram_fifo.hpp"

namespace weft {

using namespace hdl;

RowAnnouncer::RowAnnouncer()
    : Module("row_announcer", "announces the rows of a step when they leave the array") {
  Wire<Unsigned> word{this, "word", widthOf(StepRows::shape(EXTRA_W)), "the oldest step"};
  Wire<Bit> waits{this, "waits", "there is one"};
  Reg<Bit> announcing{this, "announcing_q", "rows of a step are left"};
  Reg<Unsigned> linesLeft{this, "lines_left_q", EXTRA_W, "rows after this one"};
  Reg<Unsigned> row{this, "row_q", kMatmulWalkBits, "the row"};
  Reg<Bit> replaces{this, "overwrite_q", "it is replaced"}, stepFailed{this, "step_failed_q"};
  Reg<Bit> lastStep{this, "last_step_q", "the step is the last of its command"};
  Reg<Bit> failedBefore{this, "failed_q", "a row of the command lay outside"};
  Wire<Bit> stepEnds{this, "step_ends", "the row is the last of its step"};

  auto& queue = instance<RamFifo>("u_steps", {{"WIDTH", word.width()}, {"DEPTH", STEPS}});
  clockedBy(queue, clk, reset);
  queue.in <<= rows;
  waits <<= queue.out.valid;
  word <<= queue.out.data;
  queue.out.ready <<= leaves;
  unused(waits);
  const StepRows step = unpack(*this, "step", word, StepRows::shape(EXTRA_W));
  require(clk, reset, !leaves || waits, "a step that leaves has begun");

  section();
  stepEnds <<= announcing && linesLeft == 0;
  failed <<= failedBefore || stepFailed || anyOf(row.high(kMatmulWalkBits - ADDRESS_W));
  clocked(clk, reset, {announcing, failedBefore}, [&] {
    when(announcing, [&] {
      linesLeft <<= linesLeft - 1;
      row <<= row + pitch.extend(kMatmulWalkBits);
      failedBefore <<= failed && !last;
    });
    when(leaves, [&] {
      announcing <<= 1;
      linesLeft <<= step.linesLast;
      row <<= step.row;
      replaces <<= step.overwrite;
      stepFailed <<= step.failed;
      lastStep <<= step.last;
    }).elsewhen(stepEnds, [&] { announcing <<= 0; });
  });
  valid <<= announcing;
  last <<= stepEnds && lastStep;
  overwrite <<= replaces;
  address <<= row.low(ADDRESS_W);
}

} // namespace weft
