// system.hpp: The SystemC bench of the whole accelerator: design, clock, memory, register master.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/engine_log.hpp"
#include "verif/harness/sim_api.h"
#include "verif/system/axi_memory_module.hpp"
#include "verif/system/register_master.hpp"

#include <utility>
#include <vector>

namespace weft::sim {

/// `Top` is a Verilated SystemC module; `Engines` reads what its engines do, the index of the
/// command that an engine finishes, and which assertion broke. The kernel of SystemC holds one such
/// system for the whole process.
template <class Top, class Engines> struct System : sc_core::sc_module {
  static constexpr unsigned kResetCycles = 16;

  explicit System(sc_core::sc_module_name name) : sc_core::sc_module(name) {
    signals_.bind(top_);
    top_.aclk(clock_);
    memory_.clock(clock_);
    registers_.clock(clock_);
    SC_HAS_PROCESS(System);
    SC_METHOD(watch);
    sensitive << clock_.negedge_event();
    dont_initialize();
  }

  /// A fresh memory behind the design, and a reset. All waiting happens between two rising edges.
  void restart(const MemorySpec& spec) {
    if (cycle_ == 0)
      sc_core::sc_start(0.7 * kPeriod);
    memory_.memory = std::make_unique<AxiMemory>(AxiMemoryModule<Top>::kBusBytes, spec);
    clearEvents();
    reset(kResetCycles, false);
    poweringUp_ = false;
    Engines::poweredUp();
    run(kResetCycles);
  }

  /// Pulls the reset pin low for `cycles`; the memory is reset too unless the design is `alone`.
  void reset(std::uint64_t cycles, bool alone) {
    memory_.alone = alone;
    signals_.aresetn = false;
    run(cycles);
    signals_.aresetn = true;
  }

  void run(std::uint64_t cycles) { sc_core::sc_start(static_cast<double>(cycles) * kPeriod); }

  /// Runs until the interrupt, a violation or `maxCycles` more cycles.
  weft_sim_status runUntilInterrupt(std::uint64_t maxCycles) {
    waiting_ = true;
    const std::uint64_t end = cycle_ + maxCycles;
    while (cycle_ < end && !stopped())
      run(end - cycle_);
    if (std::exchange(paused_, false))
      sc_core::sc_start(0.2 * kPeriod); // from the falling edge to where every other wait ends
    waiting_ = false;
    if (!memory().violations().empty())
      return WEFT_SIM_VIOLATION;
    return signals_.irq.read() ? WEFT_SIM_INTERRUPT : WEFT_SIM_TIMEOUT;
  }

  AxiMemory& memory() { return *memory_.memory; }
  const AxiMemory& memory() const { return *memory_.memory; }
  RegisterMaster<Top>& registers() { return registers_; }
  std::uint64_t cycle() const { return cycle_; }
  const EngineLog<Engines::kEngines>& log() const { return log_; }
  EngineLog<Engines::kEngines>& log() { return log_; }
  const std::uint64_t* busySets() { return log_.busySets(cycle_ + 1); }
  void clearEvents() {
    log_.clear(cycle_ + 1); // watch() counts first
    memory().forgetWrites();
  }

private:
  static inline const sc_core::sc_time kPeriod{10, sc_core::SC_NS};

  /// Between two rising edges everything is settled.
  void watch() {
    ++cycle_;
    log_.sample(cycle_, Engines::signals(top_),
                [&](unsigned engine) { return Engines::index(top_, engine); });
    if (Engines::hasBroken()) [[unlikely]]
      reportBroken();
    if (!waiting_ || !stopped())
      return;
    paused_ = true;
    sc_core::sc_pause();
  }

  void reportBroken() {
    const std::string sentence = Engines::brokenAssertion();
    if (!poweringUp_)
      memory().report(sentence);
  }

  bool stopped() const { return signals_.irq.read() || !memory().violations().empty(); }

  sc_core::sc_clock clock_{"clock", kPeriod};
  TopSignals<Top> signals_;
  Top top_{"top"};
  AxiMemoryModule<Top> memory_{"memory", signals_};
  RegisterMaster<Top> registers_{"registers", signals_};
  std::uint64_t cycle_ = 0;
  EngineLog<Engines::kEngines> log_;
  bool waiting_ = false, paused_ = false;
  bool poweringUp_ = true; ///< anything may stand in the registers of the design
};

} // namespace weft::sim
