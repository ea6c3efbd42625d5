// write_arbiter.cpp: The AXI write channels, shared by several writers
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/write_arbiter/write_arbiter.hpp"

#include "gen/prim/address_channel.hpp"
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
  Nets nets{this};
  sendAddresses(nets);
  keepOrder(nets);
  sendData(nets);
  routeResponses();
}

void WriteArbiter::sendAddresses(Nets& n) {
  auto& channel = instance<AddressChannel>("u_aw", {CLIENTS, ADDR_W, BUS_BYTES, ID_W});
  clockedBy(channel, clk, reset);
  channel.burstValid <<= burstValid;
  burstReady <<= channel.burstReady;
  channel.burst <<= burst;
  channel.enable <<= n.orderReady;
  n.load <<= channel.taken;
  n.client <<= channel.client;
  awId <<= channel.id;
  awAddress <<= channel.address;
  awLength <<= channel.length;
  awSize <<= channel.size;
  awBurst <<= channel.burstKind;
  awValid <<= channel.valid;
  channel.ready <<= awReady;
}

void WriteArbiter::keepOrder(Nets& n) {
  section();
  auto& order = instance<StreamFifo>("u_order", {{"WIDTH", INDEX_W}, {"DEPTH", kAddressesAhead}});
  clockedBy(order, clk, reset);
  order.in.valid <<= n.load;
  n.orderReady <<= order.in.ready;
  order.in.data <<= n.client;
  n.turn <<= order.out;
}

void WriteArbiter::sendData(Nets& n) {
  constexpr int kByteBits = WriteBeat::kByteBits;
  Wire<Bit> mayLoad{this, "w_may_load"}, load{this, "w_load"};
  Reg<Unsigned> chosen{this, "w_chosen", WriteBeat::bits(BUS_BYTES)};
  Reg<Bit> full{this, "w_valid_q"}, last{this, "w_last_q"};
  Reg<Unsigned> bytes{this, "w_data_q", kByteBits * BUS_BYTES},
      strobes{this, "w_strobes_q", BUS_BYTES};

  section();
  mayLoad <<= n.turn.valid & (!full || wReady);
  load <<= mayLoad & dataValid.bit(n.turn.data);
  n.turn.ready <<= load & dataLast.bit(n.turn.data);
  selectLane(*this, chosen, data, n.turn.data);
  const auto beat = unpack(*this, "chosen", chosen, WriteBeat::shape(BUS_BYTES));
  forEach("g_client", "c", CLIENTS,
          [&](Dim c) { dataReady.bit(c) <<= mayLoad & (n.turn.data == value(c, INDEX_W)); });
  note("A byte without a strobe is zero: what was in a RAM before stays inside.");
  clocked(clk, reset, {full}, [&] {
    when(wReady, [&] { full <<= 0; });
    when(load, [&] {
      full <<= 1;
      last <<= dataLast.bit(n.turn.data);
      strobes <<= beat.strobes;
      loop("i", BUS_BYTES, [&](Dim i) {
        const Dim lowest = kByteBits * i;
        bytes.at(lowest, kByteBits) <<=
            mux(beat.strobes.bit(i), beat.bytes.at(lowest, kByteBits), zeros(kByteBits));
      });
    });
  });
  wValid <<= full;
  wLast <<= last;
  wData <<= bytes;
  wStrobes <<= strobes;
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
