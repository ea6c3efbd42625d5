// engine_log.hpp: What the engines of a design do, cycle by cycle, kept as runs of equal cycles.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/sim_api.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace weft::sim {

/// The signals of a design that tell what its engines do. `states` has three bits per engine,
/// engine 0 lowest, 0 = busy, and shows the cycle before, as the counters do; `taken` and `retired`
/// have a bit per engine.
struct EngineSignals {
  std::uint32_t states = 0, taken = 0, retired = 0;
  bool running = false; ///< between start and done or error: while the hardware counts
};

/// Gathers finished commands, the cycles of every set of busy engines, and on request every change
/// of state. States change rarely, so a cycle without one costs a comparison.
template <unsigned Engines> class EngineLog {
public:
  /// One cycle. `indexOf(engine)` is asked for engines that retire.
  template <class IndexOf>
  void sample(std::uint64_t cycle, const EngineSignals& signals, IndexOf&& indexOf) {
    const std::uint32_t states = signals.states | (signals.running ? WEFT_SIM_RUNNING : 0);
    if (states != states_)
      change(cycle, states);
    if (retiring_.engines != 0)
      retire();
    if (signals.taken != 0)
      noteTaken(cycle, signals.taken);
    if (signals.retired != 0)
      noteRetired(cycle, signals.retired, indexOf);
  }

  /// Forgets everything before `cycle`.
  void clear(std::uint64_t cycle) {
    EngineLog fresh;
    fresh.states_ = states_;
    fresh.since_ = cycle;
    fresh.runBegin_ = runBegin_;
    fresh.recordChanges_ = recordChanges_;
    *this = std::move(fresh);
    if (recordChanges_)
      changes_.push_back({cycle, states_});
  }

  /// Whether changes of state are kept; begins with clear().
  void recordChanges(bool on) { recordChanges_ = on; }

  const std::vector<weft_sim_event>& events() const { return events_; }
  const std::vector<weft_sim_states>& changes() const { return changes_; }
  std::uint32_t states() const { return states_; }
  std::uint64_t runBegin() const { return runBegin_; }
  std::uint64_t taken(unsigned engine) const { return engines_[engine].taken; }

  /// 2^Engines counters up to `cycle`; bit e of the index stands for engine e.
  const std::uint64_t* busySets(std::uint64_t cycle) {
    settle(cycle);
    return busySets_.data();
  }

private:
  struct Engine {
    std::uint64_t taken = 0;
    std::deque<std::uint64_t> takenIn; ///< cycles; of the commands in the engine
    std::uint64_t free = 0;            ///< first cycle behind the last finished command
    std::array<std::uint64_t, 8> states{};
  };

  /// Engines whose state in the cycle in which they retired is shown in the next.
  struct Retiring {
    std::uint32_t engines = 0;
    std::uint64_t cycle = 0;
    std::array<std::uint32_t, Engines> index{};
  };

  static std::uint32_t stateOf(std::uint32_t states, unsigned engine) {
    return states >> 3 * engine & 7;
  }

  void change(std::uint64_t cycle, std::uint32_t states) {
    settle(cycle);
    if ((states & ~states_ & WEFT_SIM_RUNNING) != 0)
      runBegin_ = cycle;
    states_ = states;
    if (recordChanges_)
      changes_.push_back({cycle, states});
  }

  /// Counts the cycles since the last change.
  void settle(std::uint64_t cycle) {
    const std::uint64_t cycles = cycle - since_;
    since_ = cycle;
    std::uint32_t busy = 0;
    for (unsigned engine = 0; engine < Engines; ++engine) {
      const std::uint32_t state = stateOf(states_, engine);
      busy |= std::uint32_t{state == 0} << engine;
      if ((states_ & WEFT_SIM_RUNNING) != 0)
        engines_[engine].states[state] += cycles;
    }
    busySets_[busy] += cycles;
  }

  void noteTaken(std::uint64_t cycle, std::uint32_t engines) {
    for (; engines != 0; engines &= engines - 1) {
      Engine& engine = engines_[static_cast<unsigned>(std::countr_zero(engines))];
      ++engine.taken;
      engine.takenIn.push_back(cycle);
    }
  }

  template <class IndexOf>
  void noteRetired(std::uint64_t cycle, std::uint32_t engines, IndexOf&& indexOf) {
    retiring_ = {engines, cycle, {}};
    for (; engines != 0; engines &= engines - 1) {
      const auto number = static_cast<unsigned>(std::countr_zero(engines));
      retiring_.index[number] = indexOf(number);
    }
  }

  void retire() {
    settle(retiring_.cycle + 2);
    for (; retiring_.engines != 0; retiring_.engines &= retiring_.engines - 1) {
      const auto number = static_cast<unsigned>(std::countr_zero(retiring_.engines));
      Engine& engine = engines_[number];
      weft_sim_event event{retiring_.cycle, engine.free, number, retiring_.index[number], {}};
      if (!engine.takenIn.empty()) {
        event.begin = std::max(event.begin, engine.takenIn.front());
        engine.takenIn.pop_front();
      }
      std::copy(engine.states.begin(), engine.states.end(), event.states);
      engine.states.fill(0);
      engine.free = retiring_.cycle + 1;
      events_.push_back(event);
    }
  }

  std::uint32_t states_ = 0;
  std::uint64_t since_ = 0, runBegin_ = 0;
  bool recordChanges_ = false;
  std::array<Engine, Engines> engines_{};
  Retiring retiring_;
  std::array<std::uint64_t, 1U << Engines> busySets_{};
  std::vector<weft_sim_event> events_;
  std::vector<weft_sim_states> changes_;
};

} // namespace weft::sim
