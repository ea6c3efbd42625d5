// write_arbiter.hpp: The AXI write channels, shared by several writers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/prim/burst_splitter.hpp"
#include "gen/prim/write_beat.hpp"

namespace weft {

/// Bursts of the clients go round robin onto AW, with the client's number as ID; their data follows
/// on W in the same order; responses go to the client that BID names. All AXI outputs are
/// registers; BREADY is always high.
struct WriteArbiter : hdl::Module {
  hdl::Dim CLIENTS = param("CLIENTS", 3, "writers");
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a byte address");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat, a power of two");
  hdl::Dim ID_W = param("ID_W", 4, "bits of an AXI ID");
  hdl::Dim INDEX_W = localparam("INDEX_W", hdl::indexWidth(CLIENTS), "bits of a client number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> burstValid{this, "burst_valid_i", CLIENTS, "a client offers a burst"};
  hdl::Out<hdl::Unsigned> burstReady{this, "burst_ready_o", CLIENTS, "its burst is taken"};
  hdl::InGrid<hdl::Unsigned> burst{
      this, "burst_data_i", {CLIENTS}, Burst::bits(ADDR_W), "{address, beats - 1}"};
  hdl::In<hdl::Unsigned> dataValid{this, "w_valid_i", CLIENTS, "a client has a beat"};
  hdl::Out<hdl::Unsigned> dataReady{this, "w_ready_o", CLIENTS, "its beat is taken"};
  hdl::InGrid<hdl::Unsigned> data{
      this, "w_data_i", {CLIENTS}, WriteBeat::bits(BUS_BYTES), "{strobes, beat}"};
  hdl::In<hdl::Unsigned> dataLast{this, "w_last_i", CLIENTS, "it ends its burst"};
  hdl::Out<hdl::Unsigned> responseValid{this, "b_valid_o", CLIENTS, "a response for that client"};
  hdl::Out<hdl::Bit> responseError{this, "b_error_o", "it is SLVERR or DECERR"};

  hdl::Out<hdl::Unsigned> awId{this, "m_axi_awid", ID_W, "client"};
  hdl::Out<hdl::Unsigned> awAddress{this, "m_axi_awaddr", ADDR_W, "first byte"};
  hdl::Out<hdl::Unsigned> awLength{this, "m_axi_awlen", 8, "beats - 1"};
  hdl::Out<hdl::Unsigned> awSize{this, "m_axi_awsize", 3, "full width"};
  hdl::Out<hdl::Unsigned> awBurst{this, "m_axi_awburst", 2, "INCR"};
  hdl::Out<hdl::Bit> awValid{this, "m_axi_awvalid", "AW valid"};
  hdl::In<hdl::Bit> awReady{this, "m_axi_awready", "AW ready"};
  hdl::Out<hdl::Unsigned> wData{this, "m_axi_wdata", 8 * BUS_BYTES, "beat"};
  hdl::Out<hdl::Unsigned> wStrobes{this, "m_axi_wstrb", BUS_BYTES, "bytes that count"};
  hdl::Out<hdl::Bit> wLast{this, "m_axi_wlast", "last beat of a burst"};
  hdl::Out<hdl::Bit> wValid{this, "m_axi_wvalid", "W valid"};
  hdl::In<hdl::Bit> wReady{this, "m_axi_wready", "W ready"};
  hdl::In<hdl::Unsigned> bId{this, "m_axi_bid", ID_W, "client"};
  hdl::In<hdl::Unsigned> bResponse{this, "m_axi_bresp", 2, "response"};
  hdl::In<hdl::Bit> bValid{this, "m_axi_bvalid", "B valid"};
  hdl::Out<hdl::Bit> bReady{this, "m_axi_bready", "always"};

  WriteArbiter();

private:
  struct Nets;
  void sendAddresses(Nets& nets);
  void keepOrder(Nets& nets);
  void sendData(Nets& nets);
  void routeResponses();
};

} // namespace weft
