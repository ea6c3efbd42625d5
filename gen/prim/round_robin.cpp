// round_robin.cpp: A fair choice among clients
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/round_robin.hpp"

namespace weft {

using namespace hdl;

RoundRobin::RoundRobin() : Module("round_robin", "a fair choice among clients") {
  Reg<Unsigned> after{this, "after_q", CLIENTS, "clients above the one that had the last turn"};
  Wire<Unsigned> first{this, "first", CLIENTS, "requests of those"};
  Reg<Unsigned> number{this, "number", INDEX_W};

  first <<= request & after;
  note("x & -x keeps the lowest set bit.");
  grant <<= mux(first != 0, first & -first, request & -request);
  require(clk, reset, (grant & (grant - 1)) == 0, "one client at most has its turn");
  clocked(clk, reset, {after}, [&] { when(advance, [&] { after <<= ~(grant | (grant - 1)); }); });
  combinational([&] {
    number <<= 0;
    loop("i", CLIENTS, [&](Dim i) { when(grant.bit(i), [&] { number <<= value(i, INDEX_W); }); });
  });
  index <<= number;
}

} // namespace weft
