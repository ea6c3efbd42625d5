// burst_splitter.cpp: runs of bytes become AXI bursts
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/burst_splitter.hpp"

namespace weft {

using namespace hdl;

BurstSplitter::BurstSplitter() : Module("burst_splitter", "runs of bytes become AXI bursts") {
  require(BUS_BYTES * BURST_BEATS <= 4096, "a_burst_must_fit_into_4_KiB");
  require(BURST_BEATS >= 2 && BURST_BEATS <= 256, "BURST_BEATS_must_be_2_to_256");
  latency(1);
  const Dim LENGTH_W = localparam("LENGTH_W", clog2(BURST_BEATS) + 1, "bits of a number of beats");
  Reg<Bit> busy{this, "busy_q"};
  Reg<Unsigned> address{this, "address_q", ADDR_W, "of the next burst"};
  Reg<Unsigned> left{this, "left_q", kRunBytesW, "bytes of the run from there on"};
  Wire<Unsigned> length{this, "length", LENGTH_W, "beats of the next burst"};
  Wire<Unsigned> bytes{this, "bytes", kRunBytesW, "the same in bytes"};
  Wire<Unsigned> lengthLess1{this, "length_less_1", LENGTH_W};

  chooseLength(address, left, length);
  bytes <<= length.extend(kRunBytesW) << BYTE_W;
  lengthLess1 <<= length - 1;
  run.ready <<= !busy || (burst.fire() & *burst.last);
  burst.valid <<= busy;
  burst.data <<= cat(address, lengthLess1.low(clog2(BURST_BEATS)).extend(kLengthW));
  unused(lengthLess1.msb());
  *burst.last <<= left <= bytes;
  tail <<= left.low(BYTE_W);
  clocked(clk, reset, {busy}, [&] {
    when(burst.fire(), [&] {
      busy <<= !*burst.last;
      address <<= address + bytes.extend(ADDR_W);
      left <<= left - bytes;
    });
    when(run.fire(), [&] {
      busy <<= 1;
      address <<= runAddress(run.data);
      left <<= runBytes(run.data);
    });
  });
}

void BurstSplitter::chooseLength(const UInt& address, const UInt& left, const UInt& length) {
  const Dim PAGE_W = localparam("PAGE_W", 12 - BYTE_W, "bits of a beat's place in 4 KiB");
  const Dim PAGE_BEATS = localparam("PAGE_BEATS", 4096 / BUS_BYTES, "beats in 4 KiB");
  const Dim LENGTH_W = length.width();
  Wire<Unsigned> beats{this, "beats", kRunBytesW - BYTE_W, "whole beats left"};
  Wire<Unsigned> room{this, "room", PAGE_W + 1, "beats up to the next 4 KiB boundary"};
  Wire<Unsigned> allowed{this, "allowed", LENGTH_W, "beats that a burst may have here"};
  Wire<Unsigned> wanted{this, "wanted", kRunBytesW - BYTE_W + 1,
                        "beats left, a partial one included"};

  beats <<= left.high(kRunBytesW - BYTE_W);
  wanted <<= beats.extend(kRunBytesW - BYTE_W + 1) +
             anyOf(left.low(BYTE_W)).extend(kRunBytesW - BYTE_W + 1);
  room <<= value(PAGE_BEATS, PAGE_W + 1) - address.bits(11, BYTE_W).extend(PAGE_W + 1);
  allowed <<=
      mux(room < value(BURST_BEATS, PAGE_W + 1), room.low(LENGTH_W), value(BURST_BEATS, LENGTH_W));
  length <<= mux(wanted < allowed.extend(kRunBytesW - BYTE_W + 1), wanted.low(LENGTH_W), allowed);
}

} // namespace weft
