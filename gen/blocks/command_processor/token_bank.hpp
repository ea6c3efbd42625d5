// token_bank.hpp: The counting semaphores between engines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/engines.hpp"

namespace weft {

/// 24 counters. A signal to one that is full is an error of the engine that gives it, also when one
/// is taken in the same cycle: so it need not be known who takes. An engine that requests gets its
/// grant from the next cycle on, in the first one in which every token of its mask is above zero,
/// one engine a cycle, the lowest first; one of each token is taken then. `done_i` adds one to each
/// token of the engine's mask.
struct TokenBank : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;

  hdl::Dim COUNT_W = param("COUNT_W", isa::kTokenCountBits, "bits of a count");

  In<Bit> clk{this, "clk", "clock"};
  In<Bit> clear{this, "clear_i", "every counter to zero"};
  In<Unsigned> request{this, "request_i", isa::kEngineCount, "a command waits"};
  hdl::InGrid<Unsigned> wait{this, "wait_i", {isa::kEngineCount}, isa::kTokenCount, "for these"};
  Out<Unsigned> grant{this, "grant_o", isa::kEngineCount, "its tokens are taken"};
  In<Unsigned> done{this, "done_i", isa::kEngineCount, "a command is done"};
  hdl::InGrid<Unsigned> signal{
      this, "signal_i", {isa::kEngineCount}, isa::kTokenCount, "and signals these"};
  Out<Unsigned> overflow{this, "overflow_o", isa::kEngineCount, "its signal was one too many"};

  TokenBank();

private:
  void choose();
  void count();
  void noticeLoss();

  hdl::Reg<Unsigned> asked_{this, "asked_q", isa::kEngineCount, "requests without a grant"};
  hdl::Wire<Unsigned> available_{this, "available", isa::kTokenCount, "tokens above zero"};
  hdl::Wire<Unsigned> taken_{this, "taken", isa::kTokenCount, "tokens that lose one"};
  hdl::WireGrid<Unsigned> given_{
      this, "given", {isa::kEngineCount}, isa::kTokenCount, "tokens that gain one, by engine"};
  hdl::Wire<Unsigned> full_{this, "full", isa::kTokenCount,
                            "tokens that cannot gain what they are given"};
};

} // namespace weft
