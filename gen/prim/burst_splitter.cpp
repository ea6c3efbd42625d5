// burst_splitter.cpp: Runs of bytes become AXI bursts
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/burst_splitter.hpp"

#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

BurstSplitter::BurstSplitter() : Module("burst_splitter", "runs of bytes become AXI bursts") {
  require(BUS_BYTES * BURST_BEATS <= 4096, "a_burst_must_fit_into_4_KiB");
  require(BURST_BEATS >= 2 && BURST_BEATS <= 256, "BURST_BEATS_must_be_2_to_256");
  latency(1);
  const Dim BEATS_W = localparam("BEATS_W", kRunBytesW - BYTE_W + 1, "bits of a run's beats");
  Reg<Bit> busy{this, "busy_q", "a burst is offered"};
  Reg<Unsigned> address{this, "address_q", ADDR_W};
  Reg<Unsigned> length{this, "length_q", LENGTH_W, "beats of the burst"};
  Reg<Bit> ends{this, "ends_q", "it is the run's last"};
  Reg<Unsigned> left{this, "left_q", BEATS_W, "beats of the run from it on"};
  Reg<Unsigned> runTail{this, "run_tail_q", BYTE_W, "bytes of the run's last beat, 0 = all"};
  Wire<Bit> begins{this, "begins", "the next burst is a run's first"};
  Wire<Unsigned> nextAddress{this, "next_address", ADDR_W, "of the next burst"};
  Wire<Unsigned> nextLeft{this, "next_left", BEATS_W, "beats from there on"};
  Wire<Unsigned> nextLength{this, "next_length", LENGTH_W};
  Wire<Bit> nextEnds{this, "next_ends"};
  Wire<Unsigned> lengthLess1{this, "length_less_1", LENGTH_W};
  Wire<Bit> hasBytes{this, "has_bytes", "the run that is offered has a burst"};

  lengthLess1 <<= length - 1;
  unused(lengthLess1.msb());
  run.ready <<= !busy || (burst.ready & ends);
  burst.valid <<= busy;
  burst.data <<=
      pack(Burst{.address = address,
                 .beatsLess1 = lengthLess1.low(clog2(BURST_BEATS)).extend(Burst::kLengthBits)});
  *burst.last <<= ends;
  tail <<= runTail;
  hasBytes <<= run.valid & anyOf(runBytes(run.data));
  begins <<= ~busy | ends;
  nextAddress <<= mux(begins, runAddress(run.data), address + (length.extend(ADDR_W) << BYTE_W));
  nextLeft <<= mux(begins,
                   run.data.bits(kRunBytesW - 1, BYTE_W).extend(BEATS_W) +
                       anyOf(run.data.low(BYTE_W)).extend(BEATS_W),
                   left - length.extend(BEATS_W));
  chooseLength(nextAddress, nextLeft, nextLength, nextEnds);
  clocked(clk, reset, {busy}, [&] {
    when(burst.fire() | run.fire(), [&] {
      busy <<= hasBytes | (busy & ~ends);
      address <<= nextAddress;
      left <<= nextLeft;
      length <<= nextLength;
      ends <<= nextEnds;
    });
    when(run.fire(), [&] { runTail <<= run.data.low(BYTE_W); });
  });
  assertLegal(address, length, left);
  requireHeld(*this, clk, reset, burst);
}

void BurstSplitter::assertLegal(const UInt& address, const UInt& length, const UInt& left) {
  const Dim END_W = 12 - BYTE_W + 1; // a place in 4 KiB, and its end
  section();
  require(clk, reset, !run.valid || run.data.at(kRunBytesW, BYTE_W) == 0,
          "a run starts on a bus beat");
  require(clk, reset, !burst.valid || (length != 0 && length.extend(left.width()) <= left),
          "a burst has beats of its run alone");
  checks([&] {
    Wire<Unsigned> end{this, "burst_end", END_W, "beat behind the burst, in its 4 KiB"};
    end <<= address.bits(11, BYTE_W).extend(END_W) + length.extend(END_W);
    require(clk, reset, !burst.valid || !end.msb() || end.low(END_W - 1) == 0,
            "a burst stays in its 4 KiB");
  });
}

void BurstSplitter::chooseLength(const UInt& address, const UInt& left, const UInt& length,
                                 const Bit& ends) {
  const Dim PAGE_W = localparam("PAGE_W", 12 - BYTE_W, "bits of a beat's place in 4 KiB");
  const UInt IN_BURST =
      constant<Unsigned>("IN_BURST", BURST_BEATS - 1, PAGE_W, "bits of a beat's place in a burst");
  Wire<Unsigned> place{this, "place", PAGE_W, "the burst's first beat in its 4 KiB"};
  Wire<Bit> isInLast{this, "is_in_last", "among the last BURST_BEATS beats before 4 KiB"};
  Wire<Unsigned> beyond{this, "beyond", LENGTH_W, "beats of a full burst that would cross"};
  Wire<Unsigned> allowed{this, "allowed", LENGTH_W, "beats that a burst may have here"};

  place <<= address.bits(11, BYTE_W);
  isInLast <<= allOf(place | IN_BURST);
  beyond <<= place.low(clog2(BURST_BEATS)).extend(LENGTH_W) & replicate(LENGTH_W, isInLast);
  allowed <<= value(BURST_BEATS, LENGTH_W) - beyond;
  ends <<= left <= allowed.extend(left.width());
  length <<= mux(ends, left.low(LENGTH_W), allowed);
}

} // namespace weft
