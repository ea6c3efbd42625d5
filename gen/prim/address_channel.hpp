// address_channel.hpp: An AXI address channel shared by several clients
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/prim/burst.hpp"

namespace weft {

/// Bursts of the clients go round robin onto AR or AW, with the client's number as ID. The AXI
/// outputs are registers.
struct AddressChannel : hdl::Module {
  hdl::Dim CLIENTS = param("CLIENTS", 4, "clients");
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
  hdl::In<hdl::Bit> enable{this, "enable_i", "a burst may be taken"};
  hdl::Out<hdl::Bit> taken{this, "taken_o", "a burst is taken"};
  hdl::Out<hdl::Unsigned> client{this, "client_o", INDEX_W, "whose burst that is"};

  hdl::Out<hdl::Unsigned> id{this, "ax_id_o", ID_W, "client"};
  hdl::Out<hdl::Unsigned> address{this, "ax_addr_o", ADDR_W, "first byte"};
  hdl::Out<hdl::Unsigned> length{this, "ax_len_o", Burst::kLengthBits, "beats - 1"};
  hdl::Out<hdl::Unsigned> size{this, "ax_size_o", 3, "full width"};
  hdl::Out<hdl::Unsigned> burstKind{this, "ax_burst_o", 2, "INCR"};
  hdl::Out<hdl::Bit> valid{this, "ax_valid_o", "the channel is valid"};
  hdl::In<hdl::Bit> ready{this, "ax_ready_i", "the channel is ready"};

  AddressChannel();
};

} // namespace weft
