// read_arbiter.cpp: the AXI read channels, shared by several readers
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/read_arbiter/read_arbiter.hpp"

#include "gen/prim/round_robin.hpp"
#include "gen/prim/select_lane.hpp"

namespace weft {

using namespace hdl;

ReadArbiter::ReadArbiter()
    : Module("read_arbiter", "the AXI read channels, shared by several readers") {
  require(pow2(ID_W) >= CLIENTS, "ID_W_must_name_every_client");
  sendRequests();
  routeBeats();
}

void ReadArbiter::sendRequests() {
  const Dim INDEX_W = localparam("INDEX_W", indexWidth(CLIENTS), "bits of a client number");
  Wire<Bit> mayLoad{this, "may_load", "AR takes a new request"};
  Wire<Bit> load{this, "load"};
  Wire<Unsigned> grant{this, "grant", CLIENTS}, client{this, "client", INDEX_W};
  Reg<Unsigned> chosen{this, "chosen", ADDR_W + BurstSplitter::kLengthW};
  Reg<Bit> full{this, "ar_valid_q"};
  Reg<Unsigned> id{this, "ar_id_q", INDEX_W}, address{this, "ar_addr_q", ADDR_W};
  Reg<Unsigned> length{this, "ar_len_q", BurstSplitter::kLengthW};

  auto& turn = instance<RoundRobin>("u_turn", {{"CLIENTS", CLIENTS}});
  turn.clk <<= clk;
  turn.reset <<= reset;
  turn.request <<= requestValid;
  turn.advance <<= load;
  grant <<= turn.grant;
  client <<= turn.index;
  mayLoad <<= !full || arReady;
  load <<= mayLoad & anyOf(requestValid);
  requestReady <<= grant & replicate(CLIENTS, mayLoad);
  selectLane(*this, chosen, request, client);
  clocked(clk, reset, {full}, [&] {
    when(mayLoad, [&] { full <<= load; });
    when(load, [&] {
      id <<= client;
      address <<= chosen.high(ADDR_W);
      length <<= chosen.low(BurstSplitter::kLengthW);
    });
  });
  arValid <<= full;
  arId <<= id.extend(ID_W);
  arAddress <<= address;
  arLength <<= length;
  arSize <<= value(localparam("SIZE", clog2(BUS_BYTES), "log2 of a beat's bytes"), 3);
  arBurst <<= 1;
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
