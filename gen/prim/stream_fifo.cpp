// stream_fifo.cpp: a small queue in flip-flops
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;

StreamFifo::StreamFifo() : Module("stream_fifo", "a small queue in flip-flops") {
  require(DEPTH >= 2, "DEPTH_must_be_at_least_2");
  latency(1);
  const Dim INDEX_W = localparam("INDEX_W", indexWidth(DEPTH), "bits of a place");
  const UInt LAST = constant<Unsigned>("LAST", DEPTH - 1, INDEX_W, "the highest place");
  RegGrid<Unsigned> words{this, "words_q", {DEPTH}, WIDTH};
  Reg<Unsigned> head{this, "head_q", INDEX_W, "oldest word"};
  Reg<Unsigned> tail{this, "tail_q", INDEX_W, "first free place"};
  Reg<Unsigned> fill{this, "fill_q", COUNT_W};

  in.ready <<= fill != DEPTH;
  out.valid <<= fill != 0;
  out.data <<= words(head);
  count <<= fill;
  clocked(clk, reset, {head, tail, fill}, [&] {
    when(in.fire(), [&] {
      words(tail) <<= in.data;
      tail <<= mux(tail == LAST, zeros(INDEX_W), tail + 1);
    });
    when(out.fire(), [&] { head <<= mux(head == LAST, zeros(INDEX_W), head + 1); });
    when(in.fire() & !out.fire(), [&] { fill <<= fill + 1; });
    when(out.fire() & !in.fire(), [&] { fill <<= fill - 1; });
  });
}

} // namespace weft
