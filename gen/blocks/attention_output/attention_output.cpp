// attention_output.cpp: Divides finished rows by their sums and sends them as int8 words.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/attention_output.hpp"

#include "gen/blocks/attention_output/attention_output_lane.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_fifo.hpp"

#include <bit>

namespace weft {

using namespace hdl;

namespace {
constexpr int kBankBit = 0; ///< of a block's number: blocks take turns
constexpr int kQueueBits = std::bit_width(static_cast<unsigned>(depths::kOutputQueueWords));

/// Where a word of values is.
struct ValuePlace {
  UInt word;
  Bit bank;
  static constexpr std::tuple kFields{Field{"word", &ValuePlace::word},
                                      Field{"bank", &ValuePlace::bank}};
};

/// What the queue holds.
struct OutputWord {
  Bit last; ///< of its row
  UInt bytes;
  static constexpr std::tuple kFields{Field{"last", &OutputWord::last},
                                      Field{"bytes", &OutputWord::bytes}};
};

} // namespace

AttentionOutput::AttentionOutput()
    : Module("attention_output", "divides finished rows by their sums and sends them as int8") {
  const Dim DEPTH =
      localparam("DEPTH", READ_LATENCY + RowReciprocal::kLatency + AttentionOutputLane::kLatency,
                 "from the issue of a word to its bytes");
  Reg<Unsigned> room{this, "room_q", kQueueBits, "words that the queue can still take"};
  Wire<Bit> leaves{this, "leaves"}, roomLeft{this, "room_left"};

  latency(DEPTH);
  roomLeft <<= anyOf(room);
  const Issue issue = addIssue(roomLeft);
  const UInt stages = validTaps(*this, "stages", clk, reset, issue.valid, DEPTH);
  const UInt bytes = addLanes(
      stages.at(READ_LATENCY + RowReciprocal::kLatency - 1, AttentionOutputLane::kLatency));
  const UInt rowLast = delayed(*this, "row_last_late", clk, issue.rowLast, DEPTH);
  addQueue(stages.msb(), bytes, rowLast.bit(0));
  requireStable(*this, "scale_q", clk, reset, anyOf(stages), cat(scaleMultiplier, scaleShift),
                "the scale holds while words are in work");
  leaves <<= word.fire();
  clocked(clk, reset, {room.resetTo(depths::kOutputQueueWords)}, [&] {
    when(issue.valid & ~leaves, [&] { room <<= room - 1; }).elsewhen(leaves & ~issue.valid, [&] {
      room <<= room + 1;
    });
  });
}

AttentionOutput::Issue AttentionOutput::addIssue(const Bit& room) {
  const Dim ROW_W = indexWidth(ROWS);
  Reg<Unsigned> row{this, "row_q", num::kBlockQueriesBits},
      slice{this, "slice_q", num::kHeadSizeBits}, blockIndex{this, "block_q", 2};
  Reg<Unsigned> place{this, "place_q", WORD_W, "of the next word"};
  Wire<Bit> issue{this, "issue"}, rowLast{this, "row_last"}, blockLast{this, "block_last"};
  issue <<= block.valid & room;
  rowLast <<= slice + 1 == slices;
  blockLast <<= issue & rowLast & (row + 1 == block.data);
  block.ready <<= blockLast;
  clocked(clk, reset, {row, slice, place, blockIndex}, [&] {
    when(blockLast, [&] {
      row <<= 0;
      slice <<= 0;
      place <<= 0;
      blockIndex <<= blockIndex + 1;
    }).elsewhen(issue, [&] {
      place <<= place + 1;
      slice <<= mux(rowLast, zeros(num::kHeadSizeBits), slice + 1);
      when(rowLast, [&] { row <<= row + 1; });
    });
  });
  sumEnable <<= issue & (slice == 0);
  sumAddress <<= cat(blockIndex, row.low(ROW_W)).sized(sumAddress.width());
  const Bit bank = blockIndex.bit(kBankBit);
  note("The values are read when the factor of their row is nearly there.");
  const auto late = delayed(*this, "read_late", clk, ValuePlace{.word = place, .bank = bank},
                            RowReciprocal::kLatency);
  valueEnable <<= validLate(*this, "value_read", clk, reset, issue, RowReciprocal::kLatency);
  valueBank <<= late.bank;
  valueWord <<= late.word;
  blockFree <<= validLate(*this, "block_read", clk, reset, blockLast, RowReciprocal::kLatency);
  return {issue, rowLast};
}

UInt AttentionOutput::addLanes(const UInt& enable) {
  Wire<Unsigned> multiplier{this, "multiplier", num::kFactorBits};
  Wire<Unsigned> shift{this, "shift", num::kShiftBits};
  Wire<Unsigned> laneEnable{this, "lane_enable", AttentionOutputLane::kLatency};
  WireGrid<Signed> scaled{this, "scaled", {LANES}, num::kOperandBits, "the word's bytes"};
  auto& factor = instance<RowReciprocal>("u_row_reciprocal");
  clockedBy(factor, clk);
  factor.scaleMultiplier <<= scaleMultiplier;
  factor.scaleShift <<= scaleShift;
  factor.sum <<= sum;
  multiplier <<= factor.multiplier;
  shift <<= factor.shift;
  const UInt lateShift = delayed(*this, "shift_late", clk, shift, 1);
  laneEnable <<= enable;
  forEach("g_lane", "i", LANES, [&](Dim i) {
    auto& lane = instance<AttentionOutputLane>("u_output_lane", {ACC_W});
    clockedBy(lane, clk);
    lane.enable <<= laneEnable;
    lane.value <<= value(i);
    lane.multiplier <<= multiplier;
    lane.shift <<= lateShift;
    scaled(i) <<= lane.scaled;
  });
  return scaled.flat();
}

void AttentionOutput::addQueue(const Bit& arrives, const UInt& bytes, const Bit& rowLast) {
  const OutputWord entering{.last = rowLast, .bytes = bytes};
  Wire<Unsigned> oldest{this, "oldest", widthOf(entering)};
  Wire<Bit> room{this, "queue_ready"};
  auto& queue = instance<RamFifo>(
      "u_queue",
      {{"WIDTH", widthOf(entering)}, {"DEPTH", depths::kOutputQueueWords}, READ_LATENCY});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= arrives;
  queue.in.data <<= pack(entering);
  room <<= queue.in.ready;
  word.valid <<= queue.out.valid;
  queue.out.ready <<= word.ready;
  oldest <<= queue.out.data;
  const auto leaving = unpack(*this, "oldest", oldest, entering);
  word.data <<= leaving.bytes;
  *word.last <<= leaving.last;
  unused(room);
  require(clk, reset, !arrives || room, "a word that was issued has room");
}

} // namespace weft
