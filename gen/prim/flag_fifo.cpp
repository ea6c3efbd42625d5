// flag_fifo.cpp: A deep queue of single bits
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/flag_fifo.hpp"

#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

FlagFifo::FlagFifo() : Module("flag_fifo", "a deep queue of single bits") {
  require(DEPTH >= 2 && pow2(clog2(DEPTH)) == DEPTH, "DEPTH_must_be_a_power_of_two");
  latency(1);
  Reg<Unsigned> flags{this, "flags_q", DEPTH, "a ring from head to tail"};
  Reg<Unsigned> head{this, "head_q", INDEX_W, "oldest flag"};
  Reg<Unsigned> tail{this, "tail_q", INDEX_W, "first free place"};
  Reg<Unsigned> fill{this, "fill_q", INDEX_W + 1, "flags in the ring"};
  Reg<Bit> some{this, "some_q", "there is a flag"};

  in.ready <<= ~fill.msb();
  out.valid <<= some;
  out.data <<= flags.bit(head);
  used <<= fill;
  clocked(clk, [&] { when(in.fire(), [&] { flags.bit(tail) <<= in.data; }); });
  clocked(clk, reset, {head, tail, fill, some}, [&] {
    when(in.fire(), [&] { tail <<= tail + 1; });
    when(out.fire(), [&] { head <<= head + 1; });
    when(in.fire() & ~out.fire(), [&] {
      fill <<= fill + 1;
      some <<= 1;
    });
    when(out.fire() & ~in.fire(), [&] {
      fill <<= fill - 1;
      some <<= fill != 1;
    });
  });
  require(clk, reset, some == (fill != 0), "a flag is offered while there is one");
  requireHeld(*this, clk, reset, out);
}

} // namespace weft
