// stream_fifo.cpp: a small queue in flip-flops
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;

StreamFifo::StreamFifo() : Module("stream_fifo", "a small queue in flip-flops") {
  require(DEPTH >= 2, "DEPTH_must_be_at_least_2");
  latency(1);
  RegGrid<Unsigned> words{this, "words_q", {DEPTH}, WIDTH, "oldest lowest"};
  Reg<Unsigned> fill{this, "fill_q", COUNT_W};
  WireGrid<Unsigned> behind{
      this, "behind", {DEPTH}, WIDTH, "what stands behind each place; the input is last"};

  in.ready <<= fill != DEPTH;
  out.valid <<= fill != 0;
  out.data <<= words(0);
  count <<= fill;
  behind <<= cat(in.data, words.flat().at(WIDTH, (DEPTH - 1) * WIDTH));
  // The place after the newest word follows the input before the handshake, which keeps the
  // handshake out of the choice and leaves one look-up table per bit.
  clocked(clk, [&] {
    loop("i", DEPTH, [&](Dim i) {
      const Bit free = fill == value(i, COUNT_W);
      const Bit newest = fill == value(i, COUNT_W) + 1;
      when(out.fire() | free, [&] { words(i) <<= mux(free | newest, in.data, behind(i)); });
    });
  });
  clocked(clk, reset, {fill}, [&] {
    when(in.fire() & ~out.fire(), [&] { fill <<= fill + 1; });
    when(out.fire() & ~in.fire(), [&] { fill <<= fill - 1; });
  });
}

} // namespace weft
