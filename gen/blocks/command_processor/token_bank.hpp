// token_bank.hpp: The counting semaphores between engines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/engines.hpp"

namespace weft {

/// 24 counters of 16 bits that stay at their largest value. An engine that requests gets its grant
/// from the next cycle on, in the first one in which every token of its mask is above zero, one
/// engine a cycle, the lowest first; one of each token is taken then. `done_i` adds one to each
/// token of the engine's mask.
struct TokenBank : hdl::Module {
  template <class T> using In = hdl::In<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;

  In<Bit> clk{this, "clk", "clock"};
  In<Bit> clear{this, "clear_i", "every counter to zero"};
  In<Unsigned> request{this, "request_i", isa::kEngineCount, "a command waits"};
  hdl::InGrid<Unsigned> wait{this, "wait_i", {isa::kEngineCount}, isa::kTokenCount, "for these"};
  hdl::Out<Unsigned> grant{this, "grant_o", isa::kEngineCount, "its tokens are taken"};
  In<Unsigned> done{this, "done_i", isa::kEngineCount, "a command is done"};
  hdl::InGrid<Unsigned> signal{
      this, "signal_i", {isa::kEngineCount}, isa::kTokenCount, "and signals these"};

  TokenBank();

private:
  void choose();
  void count();

  hdl::Reg<Unsigned> asked_{this, "asked_q", isa::kEngineCount, "requests without a grant"};
  hdl::Wire<Unsigned> available_{this, "available", isa::kTokenCount, "tokens above zero"};
  hdl::Wire<Unsigned> taken_{this, "taken", isa::kTokenCount, "tokens that lose one"};
  hdl::WireGrid<Unsigned> given_{
      this, "given", {isa::kEngineCount}, isa::kTokenCount, "tokens that gain one, by engine"};
};

} // namespace weft
