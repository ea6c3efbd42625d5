// axi_traffic.cpp: Bytes that cross the AXI data channels.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/axi_traffic.hpp"

namespace weft {

using namespace hdl;

AxiTraffic::AxiTraffic() : Module("axi_traffic", "bytes that cross the AXI data channels") {
  Reg<Unsigned> ones{this, "strobed", BYTES_W, "strobes that are set"};
  Reg<Unsigned> readHeld{this, "read_bytes_q", BYTES_W};
  Reg<Unsigned> writeHeld{this, "write_bytes_q", BYTES_W};
  require(pow2(BYTES_W) > BUS_BYTES, "BYTES_W_must_count_a_beat");
  combinational([&] {
    ones <<= 0;
    loop("i", BUS_BYTES, [&](Dim i) { ones <<= ones + strobes.bit(i).extend(BYTES_W); });
  });
  clocked(clk, reset, {readHeld, writeHeld}, [&] {
    readHeld <<= mux(read, value(BUS_BYTES, BYTES_W), zeros(BYTES_W));
    writeHeld <<= mux(write, ones, zeros(BYTES_W));
  });
  readBytes <<= readHeld;
  writeBytes <<= writeHeld;
}

} // namespace weft
