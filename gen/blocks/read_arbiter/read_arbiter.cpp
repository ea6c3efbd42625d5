// read_arbiter.cpp: The AXI read channels, shared by several readers
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/read_arbiter/read_arbiter.hpp"

#include "gen/prim/address_channel.hpp"

namespace weft {

using namespace hdl;

ReadArbiter::ReadArbiter()
    : Module("read_arbiter", "the AXI read channels, shared by several readers") {
  sendRequests();
  routeBeats();
}

void ReadArbiter::sendRequests() {
  Wire<Bit> taken{this, "taken", "of no interest here: RID names the client"};
  Wire<Unsigned> client{this, "client", indexWidth(CLIENTS)};
  auto& channel = instance<AddressChannel>("u_ar", {CLIENTS, ADDR_W, BUS_BYTES, ID_W});
  clockedBy(channel, clk, reset);
  channel.burstValid <<= requestValid;
  requestReady <<= channel.burstReady;
  channel.burst <<= request;
  channel.enable <<= 1;
  taken <<= channel.taken;
  client <<= channel.client;
  unused(taken);
  unused(client);
  arId <<= channel.id;
  arAddress <<= channel.address;
  arLength <<= channel.length;
  arSize <<= channel.size;
  arBurst <<= channel.burstKind;
  arValid <<= channel.valid;
  channel.ready <<= arReady;
}

void ReadArbiter::routeBeats() {
  Reg<Unsigned> valid{this, "r_valid_q", CLIENTS}, data{this, "r_data_q", 8 * BUS_BYTES};
  Reg<Bit> last{this, "r_last_q"}, error{this, "r_error_q"};

  section();
  rReady <<= 1;
  clocked(clk, reset, {valid}, [&] {
    loop("i", CLIENTS, [&](Dim i) { valid.bit(i) <<= rValid & (rId == value(i, ID_W)); });
    data <<= rData;
    last <<= rLast;
    error <<= rResponse.bit(1);
  });
  unused(rResponse.bit(0));
  responseValid <<= valid;
  responseData <<= data;
  responseLast <<= last;
  responseError <<= error;
}

} // namespace weft
