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
  Reg<Unsigned> granted{this, "granted", isa::engineCount};
  Reg<Unsigned> mask{this, "granted_mask", isa::tokenCount};
  combinational([&] {
    granted <<= 0;
    mask <<= 0;
    for (int e = isa::engineCount - 1; e >= 0; --e)
      when(asked_.bit(e) & ~anyOf(wait(e) & ~available_), [&] {
        granted <<= 1 << e;
        mask <<= wait(e);
      });
  });
  clocked(clk, clear, {asked_}, [&] { asked_ <<= request & ~granted; });
  grant <<= granted;
  taken_ <<= mask;
  forEach("g_given", "e", isa::engineCount, [&](Dim e) {
    given_(e) <<= mux(done.bit(e), signal(e), lit<Unsigned>(0, isa::tokenCount));
  });
}

void TokenBank::count() {
  constexpr int width = 16;
  Wire<Bit> change{this, "change", "some counter may change"};
  change <<= anyOf(done) | anyOf(asked_);
  note("Both counts are ready when it is known which engine takes its tokens.");
  forEach("g_token", "t", isa::tokenCount, [&](Dim t) {
    Reg<Unsigned> held{this, "count_q", width};
    Wire<Unsigned> gain{this, "gain", 3, "from 0 to 5"};
    Wire<Unsigned> kept{this, "kept", width + 1, "the count if none is taken"};
    Wire<Unsigned> less{this, "less", width + 1, "the count if one is taken"};
    UInt total = given_.flat().bit(t).extend(3);
    for (int e = 1; e < isa::engineCount; ++e)
      total = total + given_.flat().bit(e * isa::tokenCount + t).extend(3);
    gain <<= total;
    kept <<= held.extend(width + 1) + gain.extend(width + 1);
    less <<= held.extend(width + 1) + (gain.extend(width + 1) - 1);
    const auto limited = [&](const UInt& count) {
      return mux(count.msb(), ones(width), count.low(width));
    };
    clocked(clk, clear, {held}, [&] {
      when(change, [&] { held <<= mux(taken_.bit(t), limited(less), limited(kept)); });
    });
    available_.bit(t) <<= held != 0;
  });
}

} // namespace weft
