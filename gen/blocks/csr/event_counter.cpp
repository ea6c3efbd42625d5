// event_counter.cpp: A counter of weighted events.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/csr/event_counter.hpp"

namespace weft {

using namespace hdl;

EventCounter::EventCounter() : Module("event_counter", "a counter of weighted events") {
  Reg<Unsigned> held{this, "count_q", WIDTH};
  clocked(clk, clear, {held},
          [&] { when(anyOf(step), [&] { held <<= held + step.extend(WIDTH); }); });
  count <<= held;
}

} // namespace weft
