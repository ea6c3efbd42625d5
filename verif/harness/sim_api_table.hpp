// sim_api_table.hpp: The C interface of sim_api.h over a simulator class.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_memory.hpp"
#include "verif/harness/sim_api.h"

#include <string>
#include <vector>

/// The opaque handle of the C interface.
struct weft_sim {
  virtual ~weft_sim() = default;
};

namespace weft::sim {

/// Fills the table of C functions for a class with the members of Simulator (simulator.hpp).
template <class Sim> class SimApi {
public:
  /// `waves`: whether the design was built with tracing.
  static weft_sim_api_table table(bool waves) {
    weft_sim_api_table t{};
    t.abi = WEFT_SIM_ABI;
    t.bus_bytes = Sim::kBusBytes;
    t.engines = Sim::kEngines;
    t.waves = waves;
    fillSetup(t);
    fillRun(t);
    t.wave = waves ? &wave : &noWave;
    return t;
  }

private:
  struct Handle : weft_sim {
    explicit Handle(const MemorySpec& spec) : simulator(spec) {}
    Sim simulator;
  };

  static Sim& of(weft_sim* sim) { return static_cast<Handle*>(sim)->simulator; }
  static const Sim& of(const weft_sim* sim) { return static_cast<const Handle*>(sim)->simulator; }

  static void fillSetup(weft_sim_api_table& t) {
    t.create = &create;
    t.destroy = [](weft_sim* sim) { delete sim; };
    t.map = [](weft_sim* sim, std::uint64_t address, std::uint64_t size, void* host) {
      return of(sim).map().map(address, size, static_cast<std::uint8_t*>(host)) ? 0 : -1;
    };
    t.guard = [](weft_sim* sim, std::uint64_t address, std::uint64_t size) {
      return of(sim).map().guard(address, size) ? 0 : -1;
    };
    t.unmap_all = [](weft_sim* sim) { of(sim).map().clear(); };
  }

  static void fillRun(weft_sim_api_table& t) {
    t.write = [](weft_sim* sim, std::uint32_t offset, std::uint32_t value) {
      return of(sim).write(offset, value);
    };
    t.read = [](weft_sim* sim, std::uint32_t offset, std::uint32_t* value) {
      return of(sim).read(offset, *value);
    };
    t.reset = [](weft_sim* sim, std::uint32_t cycles, int alone) {
      of(sim).reset(cycles, alone != 0);
    };
    t.run = [](weft_sim* sim, std::uint64_t maxCycles) { return of(sim).run(maxCycles); };
    t.cycle = [](const weft_sim* sim) { return of(sim).cycle(); };
    t.read_bytes = [](const weft_sim* sim) { return of(sim).memory().readBytes(); };
    t.written_bytes = [](const weft_sim* sim) { return of(sim).memory().writtenBytes(); };
    t.events = &events;
    t.clear_events = [](weft_sim* sim) { of(sim).clearEvents(); };
    fillLog(t);
    t.violation = &violation;
  }

  static void fillLog(weft_sim_api_table& t) {
    t.taken = [](const weft_sim* sim, std::uint32_t engine) {
      return engine < Sim::kEngines ? of(sim).log().taken(engine) : 0;
    };
    t.states = [](const weft_sim* sim) { return of(sim).log().states(); };
    t.record_states = [](weft_sim* sim, int on) { of(sim).log().recordChanges(on != 0); };
    t.state_changes = [](const weft_sim* sim, const weft_sim_states** first) {
      return list(of(sim).log().changes(), first);
    };
    t.writes = [](const weft_sim* sim, const weft_sim_write** first) {
      return list(of(sim).memory().writes(), first);
    };
    t.run_begin = [](const weft_sim* sim) { return of(sim).log().runBegin(); };
    t.waiting = [](const weft_sim* sim, weft_sim_waiting* answer) {
      *answer = of(sim).memory().waiting();
    };
    t.busy_sets = [](weft_sim* sim) { return of(sim).busySets(); };
  }

  template <class Item>
  static std::uint64_t list(const std::vector<Item>& items, const Item** first) {
    *first = items.data();
    return items.size();
  }

  static weft_sim* create(const weft_sim_memory* memory) {
    if (memory->latency == 0 || memory->bytes_per_cycle > Sim::kBusBytes ||
        memory->stall_percent > 99 || memory->burst_beats == 0 || memory->burst_beats > 256 ||
        memory->withheld_channel > static_cast<std::uint32_t>(AxiChannel::b))
      return nullptr;
    return new Handle({.latency = memory->latency,
                       .bytesPerCycle = memory->bytes_per_cycle,
                       .stallPercent = memory->stall_percent,
                       .errorAddress = memory->error_address,
                       .withheldChannel = static_cast<AxiChannel>(memory->withheld_channel),
                       .withheldAddress = memory->withheld_address,
                       .withheldCycles = memory->withheld_cycles,
                       .burstBeats = memory->burst_beats,
                       .seed = memory->seed});
  }

  static std::uint64_t events(const weft_sim* sim, const weft_sim_event** first) {
    return list(of(sim).log().events(), first);
  }

  static const char* violation(const weft_sim* sim) {
    const ViolationLog& log = of(sim).memory().violations();
    return log.empty() ? nullptr : log.first().c_str();
  }

  static int wave(weft_sim* sim, const char* file, std::uint64_t from, std::uint64_t to,
                  std::uint64_t zero) {
    of(sim).setWave(file, from, to, zero);
    return 0;
  }

  static int noWave(weft_sim*, const char*, std::uint64_t, std::uint64_t, std::uint64_t) {
    return -1;
  }
};

} // namespace weft::sim
