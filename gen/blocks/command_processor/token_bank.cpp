// token_bank.cpp: The counting semaphores between engines.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/token_bank.hpp"

namespace weft {

using namespace hdl;

TokenBank::TokenBank() : Module("token_bank", "the counting semaphores between engines") {
  choose();
  count();
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
  forEach("g_given", "e", isa::kEngineCount, [&](Dim e) {
    given_(e) <<= mux(done.bit(e), signal(e), lit<Unsigned>(0, isa::kTokenCount));
  });
}

void TokenBank::count() {
  constexpr int kWidth = 16;
  Wire<Bit> change{this, "change", "some counter may change"};
  change <<= anyOf(done) | anyOf(asked_);
  note("Both counts are ready when it is known which engine takes its tokens.");
  forEach("g_token", "t", isa::kTokenCount, [&](Dim t) {
    Reg<Unsigned> held{this, "count_q", kWidth};
    Wire<Unsigned> gain{this, "gain", 3, "from 0 to 5"};
    Wire<Unsigned> kept{this, "kept", kWidth + 1, "the count if none is taken"};
    Wire<Unsigned> less{this, "less", kWidth + 1, "the count if one is taken"};
    UInt total = given_.flat().bit(t).extend(3);
    for (int e = 1; e < isa::kEngineCount; ++e)
      total = total + given_.flat().bit(e * isa::kTokenCount + t).extend(3);
    gain <<= total;
    kept <<= held.extend(kWidth + 1) + gain.extend(kWidth + 1);
    less <<= held.extend(kWidth + 1) + (gain.extend(kWidth + 1) - 1);
    const auto limited = [&](const UInt& count) {
      return mux(count.msb(), ones(kWidth), count.low(kWidth));
    };
    clocked(clk, clear, {held}, [&] {
      when(change, [&] { held <<= mux(taken_.bit(t), limited(less), limited(kept)); });
    });
    available_.bit(t) <<= held != 0;
  });
}

} // namespace weft
