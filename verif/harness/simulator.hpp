// simulator.hpp: The clock loop around a design and the memory behind it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_binding.hpp"
#include "verif/harness/axi_lite_master.hpp"
#include "verif/harness/axi_memory.hpp"
#include "verif/harness/busy_sets.hpp"
#include "verif/harness/sim_api.h"

#include <bit>
#include <string>
#include <vector>

namespace weft::sim {

/// Runs a design cycle by cycle. `Design` adapts a simulated `top`:
/// - `top`: the object with the pins of interfaces `s_axil_*`, `m_axi_*`, `aclk`, `aresetn`, `irq`;
/// - `eval()`: settles the design after a change of its inputs;
/// - `retired()`: bit per engine that finishes a command in this cycle; `retiredIndex(engine)`;
/// - `states()`: three bits per engine, 0 = busy;
/// - `openWave(file)`, `dumpWave(time)`, `closeWave()`: called only when a window is set.
template <class Design> class Simulator {
public:
  static constexpr unsigned kResetCycles = 16;
  static constexpr unsigned kEngines = Design::kEngines;
  static constexpr unsigned kBusBytes = busBytesOf<decltype(Design::top)>();

  explicit Simulator(const MemorySpec& spec)
      : design_(spec.seed), registers_(design_.top), memory_(kBusBytes, spec) {
    reset();
  }
  ~Simulator() { setWave("", kNoAddress, 0); }
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  AddressMap& map() { return memory_.map(); }
  const AxiMemory& memory() const { return memory_; }
  std::uint64_t cycle() const { return cycle_; }
  const std::vector<weft_sim_event>& events() const { return events_; }
  const std::uint64_t* busySets() const { return busySets_.data(); }
  void clearEvents() {
    events_.clear();
    busySets_.clear();
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

  /// Traces the cycles from..to into `file`; replaces an earlier window.
  void setWave(const std::string& file, std::uint64_t from, std::uint64_t to) {
    if (waveOpen_)
      design_.closeWave();
    waveOpen_ = false;
    waveFile_ = file;
    waveFrom_ = from;
    waveTo_ = to;
  }

private:
  void reset() {
    design_.top.aresetn = 0;
    driveAxi(design_.top, memory_.outputs());
    for (unsigned i = 0; i < kResetCycles; ++i)
      tick([] {});
    design_.top.aresetn = 1;
    for (unsigned i = 0; i < kResetCycles; ++i)
      tick([] {});
  }

  /// One cycle: inputs settle, everyone samples, the edge, new inputs.
  template <class Sampled> void tick(Sampled&& sampled) {
    auto& top = design_.top;
    top.aclk = 0;
    design_.eval();
    sampled();
    if (const std::uint32_t engines = design_.retired())
      recordRetired(engines);
    busySets_.count(design_.states());
    const bool changed = clockMemory();
    if (cycle_ >= waveFrom_)
      dump(2 * cycle_);
    top.aclk = 1;
    design_.eval();
    if (cycle_ >= waveFrom_)
      dump(2 * cycle_ + 1);
    if (changed)
      driveAxi(top, memory_.outputs());
    ++cycle_;
  }

  bool clockMemory() { return design_.top.aresetn && memory_.clock(sampleAxi(design_.top)); }

  void recordRetired(std::uint32_t engines) {
    for (; engines != 0; engines &= engines - 1) {
      const auto engine = static_cast<std::uint32_t>(std::countr_zero(engines));
      events_.push_back({cycle_, engine, design_.retiredIndex(engine)});
    }
  }

  void dump(std::uint64_t time) {
    if (cycle_ > waveTo_) {
      setWave("", kNoAddress, 0);
      return;
    }
    if (!waveOpen_)
      design_.openWave(waveFile_);
    waveOpen_ = true;
    design_.dumpWave(time);
  }

  Design design_;
  AxiLiteMaster<std::remove_reference_t<decltype(std::declval<Design&>().top)>> registers_;
  AxiMemory memory_;
  std::uint64_t cycle_ = 0;
  std::vector<weft_sim_event> events_;
  BusySets<kEngines> busySets_;
  std::string waveFile_;
  std::uint64_t waveFrom_ = kNoAddress, waveTo_ = 0;
  bool waveOpen_ = false;
};

} // namespace weft::sim
