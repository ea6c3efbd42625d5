// csr_counters.cpp: Cycles, bytes and the states of every engine, counted.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/csr/csr.hpp"

#include "gen/blocks/csr/event_counter.hpp"

namespace weft {

using namespace hdl;
namespace reg = isa::reg;

namespace {

/// A counter of the cycles that an engine spends in a state.
struct Counted {
  std::string name;
  std::uint32_t offset;
  int engine, state;
};

std::vector<Counted> countedStates(num::AttentionUnit attention) {
  std::vector<Counted> list;
  for (std::size_t e = 0; e < isa::kEngineCount; ++e)
    for (std::size_t s = 0; s < isa::kStateCount; ++s) {
      const auto engine = static_cast<isa::Engine>(e);
      const auto state = static_cast<isa::State>(s);
      if (isa::canBe(engine, state, attention))
        list.push_back({std::string(isa::kEngineNames[e]) + "_" + std::string(isa::kStateNames[s]),
                        reg::counter(engine, state), static_cast<int>(e), static_cast<int>(s)});
    }
  return list;
}

Bit inSomeState(const std::vector<Counted>& states, const std::vector<Reg<Bit>>& events,
                int engine) {
  std::vector<UInt> ofEngine;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (states[i].engine == engine)
      ofEngine.push_back(events[i].extend(1));
  return anyOf(cat(ofEngine));
}

} // namespace

/// Every engine is in exactly one state a cycle, so its counters sum to CYCLES. What happens in a
/// cycle is counted in the next.
void Csr::engineCounters(Sources& sources, const Bit& clear) {
  const std::vector<Counted> states = countedStates(attention);
  std::vector<Reg<Bit>> events;
  events.reserve(states.size());
  for (const Counted& counted : states)
    events.emplace_back(this, counted.name + "_q");
  for (int e = 0; e < isa::kEngineCount; ++e)
    if (!isa::isBuilt(static_cast<isa::Engine>(e), attention))
      unused(engineState(e));
  clocked(clk, [&] {
    for (std::size_t i = 0; i < events.size(); ++i) {
      const Counted& counted = states[i];
      events[i] <<= running & (engineState(counted.engine) == counted.state);
    }
  });
  checks([&] {
    Reg<Bit> ran{this, "ran_q"};
    clocked(clk, [&] { ran <<= running; });
    for (const isa::Engine engine : isa::enginesOf(attention))
      require(clk, reset, !ran || inSomeState(states, events, static_cast<int>(engine)),
              "an engine is in a state that is counted");
  });
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Counted& counted = states[i];
    countEvents(sources, counted.name, counted.offset, events[i].extend(1), clear);
  }
}

void Csr::totals(Sources& sources, const Bit& clear) {
  RegGrid<Unsigned> amounts{this, "amount_q", {3}, BYTES_W, "cycles, bytes read, bytes written"};
  clocked(clk, [&] {
    amounts(0) <<= running.extend(BYTES_W);
    amounts(1) <<= mux(running, readBytes, zeros(BYTES_W));
    amounts(2) <<= mux(running, writeBytes, zeros(BYTES_W));
  });
  countEvents(sources, "cycles", reg::kCyclesLow, amounts(0), clear);
  countEvents(sources, "read_bytes", reg::kReadBytes, amounts(1), clear);
  countEvents(sources, "write_bytes", reg::kWriteBytes, amounts(2), clear);
}

/// A counter and the two words that show it.
void Csr::countEvents(Sources& sources, const std::string& name, std::uint32_t offset,
                      const UInt& step, const Bit& clear) {
  Wire<Unsigned> count{this, name, 64};
  auto& counter = instance<EventCounter>("u_" + name, {{"STEP_W", step.width()}});
  clockedBy(counter, clk);
  counter.clear <<= clear;
  counter.step <<= step;
  count <<= counter.count;
  showPair(sources, offset, count);
}

} // namespace weft
