// round_robin.hpp: A fair choice among clients
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Grants the lowest requesting client above the one granted last, else the lowest of all.
struct RoundRobin : hdl::Module {
  hdl::Dim CLIENTS = param("CLIENTS", 4, "clients");
  hdl::Dim INDEX_W = localparam("INDEX_W", hdl::indexWidth(CLIENTS), "bits of a client number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> request{this, "request_i", CLIENTS, "bit per client that wants a turn"};
  hdl::In<hdl::Bit> advance{this, "advance_i", "the granted client takes its turn"};
  hdl::Out<hdl::Unsigned> grant{this, "grant_o", CLIENTS, "one-hot, zero without a request"};
  hdl::Out<hdl::Unsigned> index{this, "index_o", INDEX_W, "number of the granted client"};

  RoundRobin();
};

} // namespace weft
