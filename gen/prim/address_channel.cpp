// address_channel.cpp: An AXI address channel shared by several clients
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/address_channel.hpp"

#include "gen/prim/round_robin.hpp"
#include "gen/prim/select_lane.hpp"

namespace weft {

using namespace hdl;

AddressChannel::AddressChannel()
    : Module("address_channel", "an AXI address channel shared by several clients") {
  Wire<Bit> mayLoad{this, "may_load", "the register is free"};
  Wire<Bit> load{this, "load"};
  Wire<Unsigned> grant{this, "grant", CLIENTS}, index{this, "index", INDEX_W};
  Reg<Unsigned> chosen{this, "chosen", Burst::bits(ADDR_W)};
  Reg<Bit> full{this, "valid_q"};
  Reg<Unsigned> idHeld{this, "id_q", INDEX_W}, addressHeld{this, "addr_q", ADDR_W};
  Reg<Unsigned> lengthHeld{this, "len_q", Burst::kLengthBits};

  require(pow2(ID_W) >= CLIENTS, "ID_W_must_name_every_client");
  auto& turn = instance<RoundRobin>("u_turn", {CLIENTS});
  clockedBy(turn, clk, reset);
  turn.request <<= burstValid;
  turn.advance <<= load;
  grant <<= turn.grant;
  index <<= turn.index;
  mayLoad <<= (!full || ready) & enable;
  load <<= mayLoad & anyOf(burstValid);
  burstReady <<= grant & replicate(CLIENTS, mayLoad);
  selectLane(*this, chosen, burst, index);
  const auto next = unpack(*this, "chosen", chosen, Burst::shape(ADDR_W));
  clocked(clk, reset, {full}, [&] {
    when(ready, [&] { full <<= 0; });
    when(load, [&] {
      full <<= 1;
      idHeld <<= index;
      addressHeld <<= next.address;
      lengthHeld <<= next.beatsLess1;
    });
  });
  taken <<= load;
  client <<= index;
  valid <<= full;
  id <<= idHeld.extend(ID_W);
  address <<= addressHeld;
  length <<= lengthHeld;
  size <<= value(localparam("SIZE", clog2(BUS_BYTES), "log2 of a beat's bytes"), 3);
  burstKind <<= 1;
}

} // namespace weft
