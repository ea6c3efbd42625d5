// burst_splitter.cpp: runs of bytes become AXI bursts
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/burst_splitter.hpp"

namespace weft {

using namespace hdl;

BurstSplitter::BurstSplitter() : Module("burst_splitter", "runs of bytes become AXI bursts") {
  require(BUS_BYTES * BURST_BEATS <= 4096, "a_burst_must_fit_into_4_KiB");
  require(BURST_BEATS >= 2 && BURST_BEATS <= 256, "BURST_BEATS_must_be_2_to_256");
  latency(2);
  const Dim BEATS_W = localparam("BEATS_W", kRunBytesW - BYTE_W + 1, "bits of a run's beats");
  Reg<Bit> busy{this, "busy_q", "a run is being split"};
  Reg<Unsigned> address{this, "address_q", ADDR_W, "of the next burst"};
  Reg<Unsigned> left{this, "left_q", BEATS_W, "beats of the run from there on"};
  Reg<Unsigned> runTail{this, "run_tail_q", BYTE_W, "bytes of its last beat, 0 = all"};
  Reg<Bit> full{this, "full_q", "a burst is offered"};
  Reg<Unsigned> offered{this, "burst_q", ADDR_W + kLengthW};
  Reg<Bit> offeredLast{this, "burst_last_q"};
  Reg<Unsigned> offeredTail{this, "burst_tail_q", BYTE_W};
  Wire<Unsigned> length{this, "length", LENGTH_W, "beats of the next burst"};
  Wire<Unsigned> lengthLess1{this, "length_less_1", LENGTH_W};
  Wire<Bit> ends{this, "ends", "it is the run's last"};
  Wire<Bit> moves{this, "moves", "it is offered from the next cycle on"};

  chooseLength(address, left, length, ends);
  lengthLess1 <<= length - 1;
  unused(lengthLess1.msb());
  moves <<= busy & (~full | burst.ready);
  run.ready <<= !busy || (moves & ends);
  burst.valid <<= full;
  burst.data <<= offered;
  *burst.last <<= offeredLast;
  tail <<= offeredTail;
  clocked(clk, reset, {busy, full}, [&] {
    when(burst.ready, [&] { full <<= 0; });
    when(moves, [&] {
      full <<= 1;
      offered <<= cat(address, lengthLess1.low(clog2(BURST_BEATS)).extend(kLengthW));
      offeredLast <<= ends;
      offeredTail <<= runTail;
      busy <<= !ends;
      address <<= address + (length.extend(ADDR_W) << BYTE_W);
      left <<= left - length.extend(BEATS_W);
    });
    when(run.fire(), [&] {
      busy <<= 1;
      address <<= runAddress(run.data);
      left <<= runBytes(run.data).high(kRunBytesW - BYTE_W).extend(BEATS_W) +
               anyOf(run.data.low(BYTE_W)).extend(BEATS_W);
      runTail <<= run.data.low(BYTE_W);
    });
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
