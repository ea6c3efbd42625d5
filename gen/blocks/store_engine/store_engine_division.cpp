// store_engine_division.cpp: What a DIVIDE does otherwise than a STORE: its rows have factors.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine_nets.hpp"

#include "gen/blocks/command_bits.hpp"

namespace weft {

using namespace hdl;
using isa::Store;

/// A DIVIDE is a STORE whose reserved bits ask for int8 without a function.
void StoreEngine::takeDivides(Nets& n) {
  if (!n.divide)
    return;

  section();
  n.divide->arrives <<=
      opcode == namedCode(*this, "OPCODE_DIVIDE", isa::numberOf(isa::Opcode::divide), opcodeBits());
  require(clk, reset,
          !n.accept || !n.divide->arrives ||
              !anyOf(cat(payloadBits(command, &Store::type, isa::kBits<isa::OutputType>),
                         payloadBits(command, &Store::activation, isa::kBits<isa::Activation>))),
          "a DIVIDE makes int8 and applies no function");
  clocked(clk, [&] {
    for (int slot = 0; slot < Nets::kSlots; ++slot)
      when(n.accept & (n.current != slot), [&] { n.divide->bySlot(slot) <<= n.divide->arrives; });
  });
}

void StoreEngine::computeFactors(Nets& n) {
  if (!n.divide)
    return;
  section();
  note("A row's sum is read when the row is asked for; its sums wait in their queue for its "
       "factor.");
  auto& factors = instance<RowFactors>("u_factors", {{"DEPTH", Nets::kQueueDepth}});
  clockedBy(factors, clk, reset);
  factors.writeEnable <<= divide->sumWriteEnable;
  factors.writeAddress <<= divide->sumWriteAddress;
  factors.writeData <<= divide->sumWriteData;
  factors.ask <<= n.asked & mux(n.current, n.divide->bySlot(1), n.divide->bySlot(0));
  factors.row <<= n.divide->askedRow;
  factors.slot <<= n.current;
  factors.scale <<= *n.second;
  n.divide->factor <<= factors.factor;
  n.divide->computing <<= factors.moving;
}

/// The factor steps forward with its row, which is that of a command in `slot`.
void StoreEngine::fetchFactors(Nets& n, const Bit& slot) {
  DivisionNets& d = *n.divide;
  d.oldest <<= mux(slot, d.bySlot(1), d.bySlot(0));
  d.factor.ready <<= n.fetch & d.oldest;
  clocked(clk, [&] {
    when(n.fetch, [&] {
      d.stage <<= d.oldest;
      d.stageFactor <<= d.factor.data;
    });
  });
}

/// The records of the stage's channels; for a DIVIDE no bias and the row's factor as scale words.
UInt StoreEngine::channels(Nets& n) {
  WireGrid<Unsigned> channel{this, "channel", {COLUMNS}, OutputPipeline::kRecordBits};
  Wire<Unsigned> quotient{this, "quotient", OutputPipeline::kRecordBits, "the factor as a record"};
  const UInt& factor = n.divide->stageFactor;

  quotient <<= cat(factor.high(num::kShiftBits), zeros(num::kDroppedMultiplierBits),
                   factor.low(num::kFactorBits), zeros(32));
  forEach("g_channel", "c", COLUMNS, [&](Dim c) {
    channel(c) <<= mux(n.divide->stage, quotient,
                       n.records.at(c * OutputPipeline::kRecordBits, OutputPipeline::kRecordBits));
  });
  return channel.flat();
}

} // namespace weft
