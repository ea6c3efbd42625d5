// row_ends.hpp: Both ends of a stream of rows: the residual addition and the output queue.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/depths.hpp"
#include "gen/blocks/layernorm/residual_sum.hpp"
#include "gen/blocks/layernorm/row_words.hpp"
#include "gen/prim/ram_fifo.hpp"

namespace weft {

/// From `at`'s input to `nets.sums`, ResidualSum::kLatency cycles behind a word that enters.
template <class Rows, class Nets> void addResidual(Rows& at, Nets& nets) {
  at.section();
  const auto operands = hdl::unpack(at, "in", at.in.data, OperandWord::shape(at.LANES));
  auto& sum = at.template instance<ResidualSum>("u_sum", {at.LANES});
  hdl::clockedBy(sum, at.clk, at.reset);
  sum.factorA <<= at.factorA;
  sum.factorResidual <<= at.factorResidual;
  sum.relu <<= at.relu;
  sum.lastLane <<= nets.lastLane;
  sum.valid <<= nets.enter;
  sum.last <<= nets.lastIn;
  sum.a <<= operands.a;
  sum.residual <<= operands.residual;
  nets.sumValid <<= sum.validOut;
  nets.sums <<= sum.t;
}

/// From `nets.done8` and `nets.done16` to `at`'s output, word by word of a row. `promise`: why
/// there is room for each.
template <class Rows, class Nets>
void queueResults(Rows& at, Nets& nets, const std::string& promise) {
  hdl::Reg<hdl::Unsigned> word{&at, "word_done_q", at.WORD_W,
                               "number in its row of the finished word"};
  hdl::Wire<hdl::Bit> room{&at, "output_room"};
  const QueuedWord arriving{.last = word == nets.lastWord,
                            .values = hdl::pack(ResultWord{nets.done8.flat(), nets.done16.flat()})};
  const hdl::Dim wordBits = hdl::widthOf(arriving);
  hdl::StreamWire<hdl::Unsigned> queued{&at, "queued", wordBits};

  at.section();
  at.clocked(at.clk, at.reset, {word}, [&] {
    at.when(nets.doneValid, [&] { word <<= mux(word == nets.lastWord, 0, word + 1); });
  });
  auto& queue = at.template instance<RamFifo>(
      "u_output", {{"WIDTH", wordBits}, {"DEPTH", depths::kOutputQueueWords}, at.READ_LATENCY});
  hdl::clockedBy(queue, at.clk, at.reset);
  queue.in.valid <<= nets.doneValid;
  queue.in.data <<= hdl::pack(arriving);
  room <<= queue.in.ready;
  at.unused(room);
  at.require(at.clk, at.reset, !nets.doneValid || room, promise);
  queued <<= queue.out;
  at.out.valid <<= queued.valid;
  queued.ready <<= at.out.ready;
  const auto leaving = hdl::unpack(at, "queued", queued.data, arriving);
  at.out.data <<= leaving.values;
  *at.out.last <<= leaving.last;
}

} // namespace weft
