// write_arbiter.cpp: the AXI write channels, shared by several writers
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/write_arbiter/write_arbiter.hpp"

#include "gen/prim/round_robin.hpp"
#include "gen/prim/select_lane.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kAddressesAhead = 4; ///< bursts that AW may be ahead of W

} // namespace

/// What runs between the steps of the constructor.
struct WriteArbiter::Nets {
  WriteArbiter* of;
  Wire<Bit> load{of, "load", "AW takes a new burst"};
  Wire<Unsigned> client{of, "client", of->INDEX_W, "whose burst it is"};
  Wire<Bit> orderReady{of, "order_ready"};
  StreamWire<Unsigned> turn{of, "turn", of->INDEX_W, "whose data goes next"};
};

WriteArbiter::WriteArbiter()
    : Module("write_arbiter", "the AXI write channels, shared by several writers") {
  require(pow2(ID_W) >= CLIENTS, "ID_W_must_name_every_client");
  Nets nets{this};
  sendAddresses(nets);
  keepOrder(nets);
  sendData(nets);
  routeResponses();
}

void WriteArbiter::sendAddresses(Nets& n) {
  Wire<Bit> mayLoad{this, "may_load"};
  Wire<Unsigned> grant{this, "grant", CLIENTS};
  Reg<Unsigned> chosen{this, "chosen", ADDR_W + BurstSplitter::kLengthW};
  Reg<Bit> full{this, "aw_valid_q"};
  Reg<Unsigned> id{this, "aw_id_q", INDEX_W}, address{this, "aw_addr_q", ADDR_W};
  Reg<Unsigned> length{this, "aw_len_q", BurstSplitter::kLengthW};

  auto& turn = instance<RoundRobin>("u_turn", {{"CLIENTS", CLIENTS}});
  turn.clk <<= clk;
  turn.reset <<= reset;
  turn.request <<= burstValid;
  turn.advance <<= n.load;
  grant <<= turn.grant;
  n.client <<= turn.index;
  mayLoad <<= (!full || awReady) & n.orderReady;
  n.load <<= mayLoad & anyOf(burstValid);
  burstReady <<= grant & replicate(CLIENTS, mayLoad);
  selectLane(*this, chosen, burst, n.client);
  clocked(clk, reset, {full}, [&] {
    when(awReady, [&] { full <<= 0; });
    when(n.load, [&] {
      full <<= 1;
      id <<= n.client;
      address <<= chosen.high(ADDR_W);
      length <<= chosen.low(BurstSplitter::kLengthW);
    });
  });
  awValid <<= full;
  awId <<= id.extend(ID_W);
  awAddress <<= address;
  awLength <<= length;
  awSize <<= value(localparam("SIZE", clog2(BUS_BYTES), "log2 of a beat's bytes"), 3);
  awBurst <<= 1;
}

void WriteArbiter::keepOrder(Nets& n) {
  Wire<Unsigned> ahead{this, "ahead", clog2(kAddressesAhead + 1)};
  section();
  auto& order = instance<StreamFifo>("u_order", {{"WIDTH", INDEX_W}, {"DEPTH", kAddressesAhead}});
  order.clk <<= clk;
  order.reset <<= reset;
  order.in.valid <<= n.load;
  n.orderReady <<= order.in.ready;
  order.in.data <<= n.client;
  n.turn <<= order.out;
  ahead <<= order.count;
  unused(ahead);
}

void WriteArbiter::sendData(Nets& n) {
  Wire<Bit> mayLoad{this, "w_may_load"}, load{this, "w_load"};
  Reg<Unsigned> chosen{this, "w_chosen", 9 * BUS_BYTES};
  Reg<Bit> full{this, "w_valid_q"}, last{this, "w_last_q"};
  Reg<Unsigned> word{this, "w_data_q", 9 * BUS_BYTES};

  section();
  mayLoad <<= n.turn.valid & (!full || wReady);
  load <<= mayLoad & dataValid.bit(n.turn.data);
  n.turn.ready <<= load & dataLast.bit(n.turn.data);
  selectLane(*this, chosen, data, n.turn.data);
  forEach("g_client", "c", CLIENTS,
          [&](Dim c) { dataReady.bit(c) <<= mayLoad & (n.turn.data == value(c, INDEX_W)); });
  clocked(clk, reset, {full}, [&] {
    when(wReady, [&] { full <<= 0; });
    when(load, [&] {
      full <<= 1;
      last <<= dataLast.bit(n.turn.data);
      word <<= chosen;
    });
  });
  wValid <<= full;
  wLast <<= last;
  wData <<= word.low(8 * BUS_BYTES);
  wStrobes <<= word.high(BUS_BYTES);
}

void WriteArbiter::routeResponses() {
  Reg<Unsigned> valid{this, "b_valid_q", CLIENTS};
  Reg<Bit> error{this, "b_error_q"};

  section();
  bReady <<= 1;
  clocked(clk, reset, {valid}, [&] {
    loop("i", CLIENTS, [&](Dim i) { valid.bit(i) <<= bValid & (bId == value(i, ID_W)); });
    error <<= bResponse.bit(1);
  });
  unused(bResponse.bit(0));
  responseValid <<= valid;
  responseError <<= error;
}

} // namespace weft
