// axi_traffic.hpp: Bytes that cross the AXI data channels.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Whole beats read and strobed bytes written, one cycle later.
struct AxiTraffic : hdl::Module {
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a bus beat");
  hdl::Dim BYTES_W = param("BYTES_W", 8, "width of a cycle's byte counts");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> read{this, "read_i", "a beat is read"};
  hdl::In<hdl::Bit> write{this, "write_i", "a beat is written"};
  hdl::In<hdl::Unsigned> strobes{this, "strobes_i", BUS_BYTES, "its bytes that count"};
  hdl::Out<hdl::Unsigned> readBytes{this, "read_bytes_o", BYTES_W, "bytes read"};
  hdl::Out<hdl::Unsigned> writeBytes{this, "write_bytes_o", BYTES_W, "bytes written"};

  AxiTraffic();
};

} // namespace weft
