// row_factors.cpp: The factors of the rows of a DIVIDE, in the order in which they are asked for.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/row_factors.hpp"

#include "gen/blocks/scale_bits.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;

RowFactors::RowFactors()
    : Module("row_factors", "sums of rows, and the factors of the rows that are asked for") {
  latency(kLatency);
  const UInt word = addFactor();
  const UInt stages = validTaps(*this, "stages", clk, reset, ask, kComputing);
  moving <<= anyOf(stages);
  addQueue(stages.msb(), word);
}

/// The factor of the row that was asked for kComputing cycles ago.
UInt RowFactors::addFactor() {
  Wire<Unsigned> outputScale{this, "output_scale", 32, "of the row whose factor is due next"};
  Wire<Unsigned> sum{this, "sum", num::kRowSumBits, "of the row asked for last"};
  Wire<Unsigned> multiplier{this, "multiplier", num::kFactorBits};
  Wire<Unsigned> shift{this, "shift", num::kShiftBits};

  section();
  auto& ram = instance<Ram1r1w>(
      "u_sums",
      {{"WIDTH", num::kRowSumBits}, {"DEPTH", num::kRememberedRows}, {"READ_LATENCY", 1}});
  clockedBy(ram, clk);
  ram.writeEnable <<= writeEnable;
  ram.writeAddress <<= writeAddress;
  ram.writeData <<= writeData;
  ram.readEnable <<= ask;
  ram.readAddress <<= row;
  sum <<= ram.readData;
  require(clk, reset, !ask || !writeEnable || writeAddress != row,
          "a row's sum is not written while it is read");
  note("The scale counts in the last step, one cycle before the factor.");
  const UInt lateSlot = delayed(*this, "slot_late", clk, slot, kComputing - 1);
  outputScale <<= mux(lateSlot.bit(0), scale(1), scale(0));
  unused(outputScale.low(num::kDroppedMultiplierBits));
  auto& reciprocal = instance<RowReciprocal>("u_row_reciprocal");
  clockedBy(reciprocal, clk);
  reciprocal.scaleMultiplier <<= multiplierBits(outputScale, num::kDroppedMultiplierBits);
  reciprocal.scaleShift <<= shiftBits(outputScale);
  reciprocal.sum <<= sum;
  multiplier <<= reciprocal.multiplier;
  shift <<= reciprocal.shift;
  return cat(shift, multiplier);
}

void RowFactors::addQueue(const Bit& arrives, const UInt& word) {
  Wire<Bit> room{this, "has_room"};

  section();
  auto& queue = instance<StreamFifo>("u_queue", {{"WIDTH", kWordBits}, DEPTH});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= arrives;
  queue.in.data <<= word;
  room <<= queue.in.ready;
  factor <<= queue.out;
  unused(room);
  require(clk, reset, !arrives || room, "a factor has room");
}

} // namespace weft
