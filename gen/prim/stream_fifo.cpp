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
  Wire<Unsigned> place{this, "place", COUNT_W, "where the next word goes"};

  in.ready <<= fill != DEPTH;
  out.valid <<= fill != 0;
  out.data <<= words(0);
  count <<= fill;
  place <<= fill - out.fire().extend(COUNT_W);
  clocked(clk, reset, {fill}, [&] {
    when(out.fire(), [&] { words <<= words.flat() >> WIDTH; });
    when(in.fire(), [&] {
      loop("i", DEPTH,
           [&](Dim i) { when(place == value(i, COUNT_W), [&] { words(i) <<= in.data; }); });
    });
    fill <<= place + in.fire().extend(COUNT_W);
  });
}

} // namespace weft
