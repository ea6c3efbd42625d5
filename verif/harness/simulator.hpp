// simulator.hpp: The clock loop around a design and the memory behind it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_binding.hpp"
#include "verif/harness/axi_lite_master.hpp"
#include "verif/harness/axi_memory.hpp"
#include "verif/harness/engine_log.hpp"
#include "verif/harness/sim_api.h"

#include <string>

namespace weft::sim {

/// Runs a design cycle by cycle. `Design` adapts a simulated `top`:
/// - `top`: the object with the pins of interfaces `s_axil_*`, `m_axi_*`, `aclk`, `aresetn`, `irq`;
/// - `eval()`: settles the design after a change of its inputs;
/// - `engines()`: what the engines do in this cycle; `retiredIndex(engine)`: the command finished;
/// - `setTime(time)`: the time that the design knows, two a cycle since the last run began;
/// - `hasBroken()`: an assertion broke in the last eval; `brokenAssertion()`: its sentence, once;
/// - `poweredUp()`: what the design prints is shown from now on;
/// - `openWave(file)`, `dumpWave(time)`, `closeWave()`: called only when a window is set.
template <class Design> class Simulator {
public:
  static constexpr unsigned kResetCycles = 16;
  static constexpr unsigned kEngines = Design::kEngines;
  static constexpr unsigned kBusBytes = busBytesOf<decltype(Design::top)>();

  explicit Simulator(const MemorySpec& spec)
      : design_(spec.seed), registers_(design_.top), memory_(kBusBytes, spec) {
    powerUp();
  }
  ~Simulator() { closeWave(); }
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  AddressMap& map() { return memory_.map(); }
  const AxiMemory& memory() const { return memory_; }
  std::uint64_t cycle() const { return cycle_; }
  const EngineLog<kEngines>& log() const { return log_; }
  EngineLog<kEngines>& log() { return log_; }
  const std::uint64_t* busySets() { return log_.busySets(cycle_); }
  void clearEvents() {
    log_.clear(cycle_);
    memory_.forgetWrites();
  }

  /// One register access; see AxiLiteMaster.
  int write(std::uint32_t offset, std::uint32_t value) {
    return registers_.write(offset, value, [&](auto&& sampled) { tick(sampled); });
  }
  int read(std::uint32_t offset, std::uint32_t& value) {
    return registers_.read(offset, value, [&](auto&& sampled) { tick(sampled); });
  }

  /// Runs until the interrupt, a violation, or `maxCycles` more cycles.
  weft_sim_status run(std::uint64_t maxCycles) {
    for (std::uint64_t i = 0; i < maxCycles && !design_.top.irq; ++i) {
      tick([] {});
      if (!memory_.violations().empty())
        return WEFT_SIM_VIOLATION;
    }
    return design_.top.irq ? WEFT_SIM_INTERRUPT : WEFT_SIM_TIMEOUT;
  }

  /// Traces the cycles from..to, counted from the next in which the design begins to run, into
  /// `file`; replaces an earlier window. In the file their first one is number `zero` + from.
  void setWave(const std::string& file, std::uint64_t from, std::uint64_t to, std::uint64_t zero) {
    closeWave();
    wave_ = {.file = file,
             .from = from,
             .to = to,
             .zero = zero,
             .begin = log_.runBegin(),
             .wanted = true};
  }

  /// Pulls the reset pin low for `cycles`; the memory is reset too unless the design is `alone`.
  void reset(unsigned cycles, bool alone) {
    alone_ = alone;
    design_.top.aresetn = 0;
    for (unsigned i = 0; i < cycles; ++i)
      tick([] {});
    design_.top.aresetn = 1;
  }

private:
  void powerUp() {
    driveAxi(design_.top, memory_.outputs());
    reset(kResetCycles, false);
    poweringUp_ = false;
    design_.poweredUp();
    for (unsigned i = 0; i < kResetCycles; ++i)
      tick([] {});
  }

  /// One cycle: inputs settle, everyone samples, the edge, new inputs.
  template <class Sampled> void tick(Sampled&& sampled) {
    auto& top = design_.top;
    top.aclk = 0;
    design_.eval();
    sampled();
    log_.sample(cycle_, design_.engines(),
                [&](unsigned engine) { return design_.retiredIndex(engine); });
    const bool changed = clockMemory();
    const bool traced = wave_.wanted && inWindow();
    if (traced)
      dump(0);
    top.aclk = 1;
    design_.setTime(2 * (wave_.zero + cycle_ - log_.runBegin()));
    design_.eval();
    if (design_.hasBroken()) [[unlikely]]
      reportBroken();
    if (traced)
      dump(1);
    if (changed)
      driveAxi(top, memory_.outputs());
    ++cycle_;
  }

  void reportBroken() {
    const std::string sentence = design_.brokenAssertion();
    if (!poweringUp_)
      memory_.report(sentence);
  }

  bool clockMemory() {
    if (design_.top.aresetn)
      return memory_.clock(sampleAxi(design_.top));
    memory_.clockInReset(sampleAxi(design_.top), alone_);
    if (design_.top.s_axil_bvalid || design_.top.s_axil_rvalid || design_.top.irq)
      memory_.report("a register response or the interrupt is offered in reset");
    return true;
  }

  /// Whether this cycle belongs to the window; behind it the file is closed.
  bool inWindow() {
    if (!wave_.begun && log_.runBegin() == wave_.begin)
      return false;
    wave_.begin = wave_.begun ? wave_.begin : log_.runBegin();
    wave_.begun = true;
    const std::uint64_t cycle = cycle_ - wave_.begin;
    if (cycle > wave_.to)
      closeWave();
    return wave_.wanted && cycle >= wave_.from;
  }

  void dump(std::uint64_t half) {
    if (!wave_.open)
      design_.openWave(wave_.file);
    wave_.open = true;
    design_.dumpWave(2 * (wave_.zero + cycle_ - wave_.begin) + half);
  }

  void closeWave() {
    if (wave_.open)
      design_.closeWave();
    wave_ = {};
  }

  struct Wave {
    std::string file;
    std::uint64_t from = 0, to = 0, zero = 0;
    /// The cycle in which the design began to run; before that, the begin of its last run.
    std::uint64_t begin = 0;
    bool wanted = false, begun = false, open = false;
  };

  Design design_;
  AxiLiteMaster<std::remove_reference_t<decltype(std::declval<Design&>().top)>> registers_;
  AxiMemory memory_;
  std::uint64_t cycle_ = 0;
  EngineLog<kEngines> log_;
  Wave wave_;
  bool poweringUp_ = true; ///< anything may stand in the registers of the design
  bool alone_ = false;     ///< a reset leaves the memory as it is
};

} // namespace weft::sim
