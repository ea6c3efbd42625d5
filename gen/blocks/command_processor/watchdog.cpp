// watchdog.cpp: Notices that nothing moves, and names who waits for what.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/watchdog.hpp"

#include "gen/blocks/command_bits.hpp"

namespace weft {

using namespace hdl;

Watchdog::Watchdog() : Module("watchdog", "notices that nothing moves, and names who waits") {
  count();
  nameCulprit();
}

void Watchdog::count() {
  Reg<Unsigned> still{this, "still_q", 32, "cycles without progress"};
  clocked(clk, ~enable | progress, {still}, [&] { still <<= still + 1; });
  bark <<= enable & (patience != 0) & (still >= patience);
}

/// Nothing has moved for a while when the watchdog barks: the names may be a cycle old.
void Watchdog::nameCulprit() {
  Reg<Unsigned> waits{this, "waits", 3};
  Reg<Unsigned> because{this, "because", 3};
  Reg<Unsigned> who{this, "who_q", 3};
  Reg<Unsigned> why{this, "why_q", 3};
  Reg<Unsigned> which{this, "which", kCommandTagBits};
  combinational([&] {
    waits <<= codeOf(*this, isa::Engine::processor);
    because <<= codeOf(*this, isa::State::memoryRead);
    for (int e = isa::kEngineCount - 1; e >= 0; --e)
      when(state(e) == codeOf(*this, isa::State::dependency), [&] {
        waits <<= codeOf(*this, static_cast<isa::Engine>(e));
        because <<= state(e);
      });
    for (int e = isa::kEngineCount - 1; e >= 0; --e)
      when((state(e) >= codeOf(*this, isa::State::load)) &
               (state(e) < codeOf(*this, isa::State::dependency)),
           [&] {
             waits <<= codeOf(*this, static_cast<isa::Engine>(e));
             because <<= state(e);
           });
  });
  clocked(clk, [&] {
    who <<= waits;
    why <<= because;
  });
  combinational([&] {
    which <<= next;
    for (int e = 0; e < isa::kEngineCount; ++e)
      when(who == codeOf(*this, static_cast<isa::Engine>(e)), [&] { which <<= oldest(e); });
  });
  engine <<= who;
  reason <<= why;
  tag <<= which;
}

} // namespace weft
