// row_runs.cpp: The runs of bytes of two tensors that are walked side by side.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/post_engine/row_runs.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/select_lane.hpp"

namespace weft {

using namespace hdl;

/// The walk itself, then a stage with the place of a run, then the run that is offered.
struct RowRuns::Nets {
  RowRuns* of;
  Reg<Bit> walking{of, "walking_q", "runs are still to be placed"};
  Reg<Bit> second{of, "second_q", "the next run is the second tensor's"};
  Reg<Unsigned> rowsLeft{of, "rows_left_q", kRowBits, "less one"};
  Reg<Unsigned> column{of, "column_q", kColumnBits, "first column of the chunk"};
  Reg<Unsigned> firstRow{of, "first_row_q", kOffsetBits, "offset of the first tensor's row"};
  Reg<Unsigned> secondRow{of, "second_row_q", kOffsetBits, "offset of the second tensor's row"};
  Wire<Unsigned> left{of, "columns_left", kColumnBits, "from the chunk on"};
  Wire<Bit> lastChunk{of, "last_chunk", "the row ends with the chunk"};
  Wire<Bit> step{of, "step", "a run is placed"};

  Reg<Bit> placed{of, "placed_q", "a run is placed"};
  Reg<Unsigned> origin{of, "origin_q", baseWidth(of->ADDR_W), "its tensor's base address"};
  Reg<Unsigned> limit{of, "limit_q", kOffsetBits, "and the limit"};
  Reg<Unsigned> offset{of, "offset_q", kOffsetBits};
  Reg<Unsigned> bytes{of, "bytes_q", kRunBytesW};
  Wire<Bit> moves{of, "moves", "it leaves its stage"};

  Reg<Bit> stopped{of, "stopped_q", "after an error"};
  Reg<Bit> full{of, "full_q", "a run is offered"};
  Reg<Unsigned> failed{of, "failed_q", kRunFaults, "faults of the run that was refused"};
  Reg<Unsigned> descriptor{of, "descriptor_q", runDescriptorWidth(of->ADDR_W)};
};

RowRuns::RowRuns()
    : Module("row_runs", "the runs of bytes of two tensors that are walked side by side") {
  Nets nets{this};
  require(ADDR_W >= kOffsetBits, "ADDR_W_must_be_at_least_32");
  walk(nets);
  place(nets);
  check(nets);
  busy <<= nets.walking || nets.placed || nets.full || nets.stopped;
  requireHeld(*this, clk, reset, run);
}

void RowRuns::walk(Nets& n) {
  Wire<Bit> chunkEnds{this, "chunk_ends", "both tensors had their run"};
  Wire<Bit> other{this, "other", "the second tensor follows the first"};
  Wire<Unsigned> chunk{this, "chunk", kColumnBits, "columns of a run"};

  chunk <<= value(CHUNK, kColumnBits);
  n.left <<= columns - n.column;
  n.lastChunk <<= n.left <= chunk;
  n.step <<= n.walking && !n.stopped && (!n.placed || n.moves);
  other <<= useFirst && useSecond && !n.second;
  chunkEnds <<= n.step && !other;
  clocked(clk, reset, {n.walking}, [&] {
    when(n.step, [&] { n.second <<= other || !useFirst; });
    when(chunkEnds, [&] { n.column <<= mux(n.lastChunk, 0, n.column + chunk); });
    when(chunkEnds && n.lastChunk, [&] {
      n.firstRow <<= n.firstRow + firstPitch;
      n.secondRow <<= n.secondRow + secondPitch;
      n.rowsLeft <<= n.rowsLeft - 1;
      n.walking <<= n.rowsLeft != 0;
    });
    when(start, [&] {
      n.walking <<= 1;
      n.second <<= !useFirst;
      n.column <<= 0;
      n.rowsLeft <<= rows - 1;
      n.firstRow <<= firstOffset;
      n.secondRow <<= secondOffset;
    });
  });
}

void RowRuns::place(Nets& n) {
  Wire<Unsigned> length{this, "length", kColumnBits, "columns of this run"};
  Wire<Unsigned> elements{this, "elements", kOffsetBits, "columns before it"};
  Wire<Unsigned> size{this, "size", kRunBytesW};
  Wire<Unsigned> base{this, "base", kBaseBits};
  Wire<Bit> narrow{this, "narrow", "its elements are int8"};
  Reg<Unsigned> origin{this, "origin", baseWidth(ADDR_W), "the chosen base register"};
  Reg<Unsigned> limit{this, "limit", kOffsetBits, "and its limit"};

  section();
  base <<= mux(n.second, secondBase, firstBase);
  narrow <<= mux(n.second, secondNarrow, firstNarrow);
  selectLane(*this, origin, baseAddress, base);
  selectLane(*this, limit, baseLimit, base);
  length <<= mux(n.lastChunk, n.left, value(CHUNK, kColumnBits));
  size <<= length.extend(kRunBytesW);
  elements <<= n.column.extend(kOffsetBits);
  clocked(clk, reset, {n.placed}, [&] {
    when(n.moves, [&] { n.placed <<= 0; });
    when(n.step, [&] {
      n.placed <<= 1;
      n.origin <<= origin;
      n.limit <<= limit;
      n.offset <<= mux(n.second, n.secondRow, n.firstRow) + mux(narrow, elements, elements << 1);
      n.bytes <<= mux(narrow, size, size << 1);
    });
  });
}

void RowRuns::check(Nets& n) {
  Wire<Unsigned> address{this, "address", ADDR_W}, wrong{this, "faults", kRunFaults};
  Wire<Bit> legal{this, "legal"};

  section();
  auto& rules = instance<RunCheck>("u_check", {ADDR_W, BUS_BYTES});
  rules.base <<= n.origin;
  rules.limit <<= n.limit;
  rules.offset <<= n.offset;
  rules.bytes <<= n.bytes;
  address <<= rules.address;
  wrong <<= rules.faults;
  legal <<= wrong == 0;
  n.moves <<= n.placed && !n.stopped && (!n.full || run.ready);
  clocked(clk, reset, {n.full, n.stopped, n.failed}, [&] {
    n.failed <<= mux(n.moves, wrong, zeros(kRunFaults));
    when(run.ready, [&] { n.full <<= 0; });
    when(n.moves, [&] {
      n.full <<= legal;
      n.stopped <<= !legal;
      n.descriptor <<= runDescriptor(address, n.bytes);
    });
  });
  faults <<= n.failed;
  run.valid <<= n.full;
  run.data <<= n.descriptor;
}

} // namespace weft
