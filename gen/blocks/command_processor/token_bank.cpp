// token_bank.cpp: The counting semaphores between engines.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/token_bank.hpp"

namespace weft {

using namespace hdl;

TokenBank::TokenBank() : Module("token_bank", "the counting semaphores between engines") {
  require(COUNT_W >= 3, "COUNT_W_must_hold_the_signals_of_a_cycle");
  choose();
  count();
  noticeLoss();
}

void TokenBank::choose() {
  Reg<Unsigned> granted{this, "granted", isa::kEngineCount};
  Reg<Unsigned> mask{this, "granted_mask", isa::kTokenCount};
  combinational([&] {
    granted <<= 0;
    mask <<= 0;
    for (int e = isa::kEngineCount - 1; e >= 0; --e)
      when(asked_.bit(e) & ~anyOf(wait(e) & ~available_), [&] {
        granted <<= 1 << e;
        mask <<= wait(e);
      });
  });
  clocked(clk, clear, {asked_}, [&] { asked_ <<= request & ~granted; });
  grant <<= granted;
  taken_ <<= mask;
  require(clk, clear, (granted & (granted - 1)) == 0, "one engine a cycle takes tokens");
  require(clk, clear, !anyOf(taken_ & ~available_), "a token that is taken was there");
  forEach("g_given", "e", isa::kEngineCount, [&](Dim e) {
    given_(e) <<= mux(done.bit(e), signal(e), lit<Unsigned>(0, isa::kTokenCount));
  });
}

void TokenBank::count() {
  Wire<Bit> change{this, "change", "some counter may change"};
  change <<= anyOf(done) | anyOf(asked_);
  note("Both counts are ready when it is known which engine takes its tokens.");
  forEach("g_token", "t", isa::kTokenCount, [&](Dim t) {
    Reg<Unsigned> held{this, "count_q", COUNT_W};
    Wire<Unsigned> gain{this, "gain", 3, "from 0 to 5"};
    Wire<Unsigned> kept{this, "kept", COUNT_W + 1, "the count if none is taken"};
    Wire<Unsigned> less{this, "less", COUNT_W, "the count if one is taken"};
    UInt total = given_.flat().bit(t).extend(3);
    for (int e = 1; e < isa::kEngineCount; ++e)
      total = total + given_.flat().bit(e * isa::kTokenCount + t).extend(3);
    gain <<= total;
    kept <<= held.extend(COUNT_W + 1) + gain.extend(COUNT_W + 1);
    less <<= held + (gain.extend(COUNT_W) - 1);
    clocked(clk, clear, {held},
            [&] { when(change, [&] { held <<= mux(taken_.bit(t), less, kept.low(COUNT_W)); }); });
    available_.bit(t) <<= held != 0;
    full_.bit(t) <<= kept.msb();
  });
}

void TokenBank::noticeLoss() {
  Reg<Unsigned> lost{this, "lost_q", isa::kEngineCount};
  Wire<Unsigned> loses{this, "loses", isa::kEngineCount};
  forEach("g_loses", "e", isa::kEngineCount,
          [&](Dim e) { loses.bit(e) <<= anyOf(given_(e) & full_); });
  clocked(clk, clear, {lost}, [&] { lost <<= loses; });
  overflow <<= lost;
}

} // namespace weft
