// read_arbiter.hpp: The AXI read channels, shared by several readers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/prim/burst_splitter.hpp"

namespace weft {

/// Requests of the clients go round robin onto AR, with the client's number as ID; beats come back
/// to the client that RID names. All AXI outputs are registers; RREADY is always high.
struct ReadArbiter : hdl::Module {
  hdl::Dim CLIENTS = param("CLIENTS", 4, "readers");
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a byte address");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat, a power of two");
  hdl::Dim ID_W = param("ID_W", 4, "bits of an AXI ID");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> requestValid{this, "request_valid_i", CLIENTS, "a client wants a burst"};
  hdl::Out<hdl::Unsigned> requestReady{this, "request_ready_o", CLIENTS, "its burst is taken"};
  hdl::InGrid<hdl::Unsigned> request{
      this, "request_data_i", {CLIENTS}, Burst::bits(ADDR_W), "{address, beats - 1}"};
  hdl::Out<hdl::Unsigned> responseValid{this, "r_valid_o", CLIENTS, "a beat for that client"};
  hdl::Out<hdl::Unsigned> responseData{this, "r_data_o", 8 * BUS_BYTES, "the beat"};
  hdl::Out<hdl::Bit> responseLast{this, "r_last_o", "it ends its burst"};
  hdl::Out<hdl::Bit> responseError{this, "r_error_o", "it carries SLVERR or DECERR"};

  hdl::Out<hdl::Unsigned> arId{this, "m_axi_arid", ID_W, "client"};
  hdl::Out<hdl::Unsigned> arAddress{this, "m_axi_araddr", ADDR_W, "first byte"};
  hdl::Out<hdl::Unsigned> arLength{this, "m_axi_arlen", 8, "beats - 1"};
  hdl::Out<hdl::Unsigned> arSize{this, "m_axi_arsize", 3, "full width"};
  hdl::Out<hdl::Unsigned> arBurst{this, "m_axi_arburst", 2, "INCR"};
  hdl::Out<hdl::Bit> arValid{this, "m_axi_arvalid", "AR valid"};
  hdl::In<hdl::Bit> arReady{this, "m_axi_arready", "AR ready"};
  hdl::In<hdl::Unsigned> rId{this, "m_axi_rid", ID_W, "client"};
  hdl::In<hdl::Unsigned> rData{this, "m_axi_rdata", 8 * BUS_BYTES, "beat"};
  hdl::In<hdl::Unsigned> rResponse{this, "m_axi_rresp", 2, "response"};
  hdl::In<hdl::Bit> rLast{this, "m_axi_rlast", "last beat of a burst"};
  hdl::In<hdl::Bit> rValid{this, "m_axi_rvalid", "R valid"};
  hdl::Out<hdl::Bit> rReady{this, "m_axi_rready", "always"};

  ReadArbiter();

private:
  void sendRequests();
  void routeBeats();
};

} // namespace weft
