// sim_main.cpp: The shared library of one generated design, compiled with its Verilated class Vtop.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/sim_api_table.hpp"
#include "verif/harness/simulator.hpp"
#include "verif/harness/verilated_assertions.hpp"

#include "Vtop.h"
#include "Vtop___024root.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif

#include <memory>

namespace {

/// Random values in everything that is not reset, so that a forgotten reset shows.
void randomiseStart(VerilatedContext& context, std::uint64_t seed) {
  context.randReset(2);
  context.randSeed(static_cast<int>(seed % 0x7FFFFFFE) + 1);
  context.traceEverOn(VM_TRACE);
  weft::sim::keepRunningWhenBroken(context);
  weft::sim::verilatedOutput().shown = false;
}

struct ContextHolder {
  explicit ContextHolder(std::uint64_t seed) { randomiseStart(context, seed); }
  VerilatedContext context;
};

/// Adapts Vtop to weft::sim::Simulator.
class VerilatedDesign : private ContextHolder {
public:
  static constexpr unsigned kEngines = 5;

  explicit VerilatedDesign(std::uint64_t seed) : ContextHolder(seed), top(&context, "top") {}
  /// The scopes of the design are erased from the thread's context: with several designs, not
  /// always its own.
  ~VerilatedDesign() {
    Verilated::threadContextp(&context);
    top.final();
  }

  void eval() { top.eval(); }
  void setTime(std::uint64_t time) { context.time(time); }
  bool hasBroken() const { return context.gotError(); }
  static void poweredUp() { weft::sim::verilatedOutput().shown = true; }
  std::string brokenAssertion() { return weft::sim::brokenAssertion(context); }

  weft::sim::EngineSignals engines() const {
    const auto& root = *top.rootp;
    return {.states = root.top__DOT__u_command_processor__DOT__engine_state_o,
            .taken = root.top__DOT__u_command_processor__DOT__cmd_valid_o &
                     std::uint32_t{root.top__DOT__u_command_processor__DOT__cmd_ready_i},
            .retired = root.top__DOT__u_command_processor__DOT__retire_valid,
            .running = root.top__DOT__u_command_processor__DOT__running_o != 0};
  }
  std::uint32_t retiredIndex(unsigned engine) const {
    return top.rootp->top__DOT__u_command_processor__DOT__retire_index[engine];
  }

#if VM_TRACE
  void openWave(const std::string& file) {
    wave_ = std::make_unique<VerilatedFstC>();
    top.trace(wave_.get(), 99);
    wave_->open(file.c_str());
  }
  void dumpWave(std::uint64_t time) { wave_->dump(time); }
  void closeWave() { wave_.reset(); }
#else
  void openWave(const std::string&) {}
  void dumpWave(std::uint64_t) {}
  void closeWave() {}
#endif

  Vtop top;

private:
#if VM_TRACE
  std::unique_ptr<VerilatedFstC> wave_;
#endif
};

} // namespace

extern "C" const weft_sim_api_table* weft_sim_api() {
  static const weft_sim_api_table table =
      weft::sim::SimApi<weft::sim::Simulator<VerilatedDesign>>::table(VM_TRACE != 0);
  return &table;
}
