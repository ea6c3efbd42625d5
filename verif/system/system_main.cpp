// system_main.cpp: The SystemC bench behind the C interface of a simulator.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/sim_api_table.hpp"
#include "verif/harness/verilated_assertions.hpp"
#include "verif/system/system.hpp"

#include "Vtop.h"
#include "Vtop___024root.h"
#include "verilated.h"

namespace {

using namespace weft::sim;

/// What the engines do in a cycle.
struct Engines {
  static constexpr unsigned kEngines = 5;
  static EngineSignals signals(const Vtop& top) {
    const auto& root = *top.rootp;
    return {.states = root.top__DOT__u_command_processor__DOT__engine_state_o,
            .taken = root.top__DOT__u_command_processor__DOT__cmd_valid_o &
                     std::uint32_t{root.top__DOT__u_command_processor__DOT__cmd_ready_i},
            .retired = root.top__DOT__u_command_processor__DOT__retire_valid,
            .running = root.top__DOT__u_command_processor__DOT__running_o != 0};
  }
  static std::uint32_t index(const Vtop& top, unsigned engine) {
    return top.rootp->top__DOT__u_command_processor__DOT__retire_index[engine];
  }
  static bool hasBroken() { return Verilated::gotError(); }
  static void poweredUp() { weft::sim::verilatedOutput().shown = true; }
  static std::string brokenAssertion() {
    return weft::sim::brokenAssertion(*Verilated::threadContextp());
  }
};

using Bench = System<Vtop, Engines>;

/// The one bench of the process; SystemC cannot take modules away again.
Bench& theBench() {
  static Bench* bench = [] {
    Verilated::randReset(2);
    keepRunningWhenBroken(*Verilated::threadContextp());
    return new Bench("system");
  }();
  return *bench;
}

/// The members that SimApi asks for.
class SystemSimulator {
public:
  static constexpr unsigned kEngines = Engines::kEngines;
  static constexpr unsigned kBusBytes = AxiMemoryModule<Vtop>::kBusBytes;
  static constexpr unsigned kPatience = 10000;

  explicit SystemSimulator(const MemorySpec& spec) { bench_.restart(spec); }

  AddressMap& map() { return bench_.memory().map(); }
  const AxiMemory& memory() const { return bench_.memory(); }
  std::uint64_t cycle() const { return bench_.cycle(); }
  const EngineLog<kEngines>& log() const { return bench_.log(); }
  EngineLog<kEngines>& log() { return bench_.log(); }
  const std::uint64_t* busySets() { return bench_.busySets(); }
  void clearEvents() { bench_.clearEvents(); }
  weft_sim_status run(std::uint64_t maxCycles) { return bench_.runUntilInterrupt(maxCycles); }
  void reset(unsigned cycles, bool alone) { bench_.reset(cycles, alone); }
  void setWave(const char*, std::uint64_t, std::uint64_t, std::uint64_t) {}

  int write(std::uint32_t offset, std::uint32_t value) {
    bench_.registers().startWrite(offset, value);
    return finishAccess();
  }
  int read(std::uint32_t offset, std::uint32_t& value) {
    bench_.registers().startRead(offset);
    const int response = finishAccess();
    value = bench_.registers().value();
    return response;
  }

private:
  int finishAccess() {
    for (unsigned i = 0; i < kPatience && !bench_.registers().done(); ++i)
      bench_.run(1);
    return bench_.registers().done() ? bench_.registers().response() : -1;
  }

  Bench& bench_ = theBench();
};

} // namespace

/// The kernel library wants it; the clock is driven from weft_sim_api instead.
int sc_main(int, char**) { return 0; }

extern "C" const weft_sim_api_table* weft_sim_api() {
  static const weft_sim_api_table table = SimApi<SystemSimulator>::table(false);
  return &table;
}
