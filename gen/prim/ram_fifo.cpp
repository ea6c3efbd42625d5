// ram_fifo.cpp: A deep queue in a RAM, with the oldest words read ahead
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/ram_fifo.hpp"

#include "gen/prim/ram_1r1w.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;

RamFifo::RamFifo() : Module("ram_fifo", "a deep queue in a RAM, with the oldest words read ahead") {
  require(DEPTH >= 2 && pow2(clog2(DEPTH)) == DEPTH, "DEPTH_must_be_a_power_of_two");
  latency(READ_LATENCY + 2);
  const Dim AHEAD = localparam("AHEAD", READ_LATENCY + 2, "words read ahead: what keeps full rate");
  const Dim AHEAD_W = localparam("AHEAD_W", clog2(AHEAD + 1), "bits of their number");
  Reg<Unsigned> head{this, "head_q", INDEX_W, "oldest word of the RAM"};
  Reg<Unsigned> tail{this, "tail_q", INDEX_W, "first free place of the RAM"};
  Reg<Unsigned> fill{this, "fill_q", INDEX_W + 1, "words in the RAM"};
  Reg<Bit> full{this, "full_q", "the RAM has no free place"};
  Reg<Unsigned> ahead{this, "ahead_q", AHEAD_W, "words on their way to the exit or waiting there"};
  Wire<Bit> read{this, "read"};

  in.ready <<= ~full;
  read <<= (fill != 0) & (ahead != AHEAD);
  clocked(clk, reset, {head, tail, fill, full, ahead}, [&] {
    when(in.fire(), [&] { tail <<= tail + 1; });
    when(read, [&] { head <<= head + 1; });
    when(in.fire() & !read, [&] {
      fill <<= fill + 1;
      full <<= allOf(fill.low(INDEX_W));
    });
    when(read & !in.fire(), [&] {
      fill <<= fill - 1;
      full <<= 0;
    });
    when(read & !out.fire(), [&] { ahead <<= ahead + 1; });
    when(out.fire() & !read, [&] { ahead <<= ahead - 1; });
  });
  readAhead(read, tail, head);
}

void RamFifo::readAhead(const Bit& read, const UInt& writeAddress, const UInt& readAddress) {
  auto& ram = instance<Ram1r1w>("u_ram", {WIDTH, DEPTH, READ_LATENCY});
  Wire<Unsigned> word{this, "word", WIDTH};
  clockedBy(ram, clk);
  ram.writeEnable <<= in.fire();
  ram.writeAddress <<= writeAddress;
  ram.writeData <<= in.data;
  ram.readEnable <<= read;
  ram.readAddress <<= readAddress;
  word <<= ram.readData;

  section();
  note("Bit READ_LATENCY-1 says that the RAM shows the word of a read.");
  Reg<Unsigned> pending{this, "pending_q", READ_LATENCY};
  Wire<Bit> accepted{this, "accepted", "always: no more is read than fits"};
  Wire<Unsigned> reads{this, "reads", READ_LATENCY + 1, "this cycle's and those before"};
  reads <<= cat(pending, read);
  clocked(clk, reset, {pending}, [&] { pending <<= reads.low(READ_LATENCY); });
  auto& fifo = instance<StreamFifo>("u_ahead", {WIDTH, {"DEPTH", READ_LATENCY + 2}});
  clockedBy(fifo, clk, reset);
  fifo.in.valid <<= pending.msb();
  accepted <<= fifo.in.ready;
  fifo.in.data <<= word;
  out <<= fifo.out;
  unused(accepted);
  require(clk, reset, !pending.msb() || accepted, "no more is read ahead than fits");
  unused(reads.msb());
}

} // namespace weft
