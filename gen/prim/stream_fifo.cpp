// stream_fifo.cpp: A small queue in flip-flops
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/stream_fifo.hpp"

#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

StreamFifo::StreamFifo() : Module("stream_fifo", "a small queue in flip-flops") {
  require(DEPTH >= 2, "DEPTH_must_be_at_least_2");
  latency(1);
  RegGrid<Unsigned> words{this, "words_q", {DEPTH}, WIDTH, "oldest lowest"};
  Reg<Unsigned> used{this, "used_q", DEPTH, "places that hold a word: ones from the lowest on"};
  Wire<Unsigned> usedAbove{this, "used_above", DEPTH, "the place above holds one too"};
  WireGrid<Unsigned> behind{
      this, "behind", {DEPTH}, WIDTH, "what stands behind each place; the input is last"};

  in.ready <<= ~used.msb();
  out.valid <<= used.bit(0);
  out.data <<= words(0);
  usedAbove <<= cat(zeros(1), used.high(DEPTH - 1));
  behind <<= cat(in.data, words.flat().at(WIDTH, (DEPTH - 1) * WIDTH));
  // The newest word and every free place take the input, which keeps the handshake out of the
  // choice and leaves one look-up table per bit.
  clocked(clk, [&] {
    loop("i", DEPTH, [&](Dim i) {
      when(out.fire() | (in.valid & ~used.bit(i)),
           [&] { words(i) <<= mux(usedAbove.bit(i), behind(i), in.data); });
    });
  });
  clocked(clk, reset, {used}, [&] {
    when(in.fire() & ~out.fire(), [&] { used <<= cat(used.low(DEPTH - 1), lit<Unsigned>(1, 1)); });
    when(out.fire() & ~in.fire(), [&] { used <<= usedAbove; });
  });
  requireHeld(*this, clk, reset, out);
}

} // namespace weft
