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

void Watchdog::nameCulprit() {
  Reg<Unsigned> who{this, "who", 3};
  Reg<Unsigned> why{this, "why", 3};
  Reg<Unsigned> which{this, "which", commandTagBits};
  combinational([&] {
    who <<= static_cast<int>(isa::Engine::processor);
    why <<= stateCode(isa::State::memoryRead);
    which <<= next;
    for (int e = isa::engineCount - 1; e >= 0; --e)
      when(state(e) == stateCode(isa::State::dependency), [&] {
        who <<= e;
        why <<= state(e);
        which <<= oldest(e);
      });
    for (int e = isa::engineCount - 1; e >= 0; --e)
      when((state(e) >= stateCode(isa::State::load)) &
               (state(e) < stateCode(isa::State::dependency)),
           [&] {
             who <<= e;
             why <<= state(e);
             which <<= oldest(e);
           });
  });
  engine <<= who;
  reason <<= why;
  tag <<= which;
}

} // namespace weft
