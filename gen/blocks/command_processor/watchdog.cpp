// watchdog.cpp: Notices that nothing moves, and names who waits for what.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/watchdog.hpp"

namespace weft {

using namespace hdl;

namespace {

UInt stateCode(isa::State state) { return lit<Unsigned>(static_cast<std::int64_t>(state), 3); }

} // namespace

Watchdog::Watchdog() : Module("watchdog", "notices that nothing moves, and names who waits") {
  count();
  nameCulprit();
}

void Watchdog::count() {
  Reg<Unsigned> still{this, "still_q", 32, "cycles without progress"};
  clocked(clk, ~enable | progress, {still}, [&] { still <<= still + 1; });
  bark <<= enable & (patience != 0) & (still == patience);
}

/// Nothing has moved for a while when the watchdog barks: the names may be a cycle old.
void Watchdog::nameCulprit() {
  Reg<Unsigned> waits{this, "waits", 3};
  Reg<Unsigned> because{this, "because", 3};
  Reg<Unsigned> who{this, "who_q", 3};
  Reg<Unsigned> why{this, "why_q", 3};
  Reg<Unsigned> which{this, "which", kCommandTagBits};
  combinational([&] {
    waits <<= static_cast<int>(isa::Engine::processor);
    because <<= stateCode(isa::State::memoryRead);
    for (int e = isa::kEngineCount - 1; e >= 0; --e)
      when(state(e) == stateCode(isa::State::dependency), [&] {
        waits <<= e;
        because <<= state(e);
      });
    for (int e = isa::kEngineCount - 1; e >= 0; --e)
      when((state(e) >= stateCode(isa::State::load)) &
               (state(e) < stateCode(isa::State::dependency)),
           [&] {
             waits <<= e;
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
      when(who == e, [&] { which <<= oldest(e); });
  });
  engine <<= who;
  reason <<= why;
  tag <<= which;
}

} // namespace weft
