// axi_agent.hpp: The memory model as an agent of a block bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_memory.hpp"
#include "verif/harness/clocked_bench.hpp"

#include <functional>

namespace weft::sim {

/// Plays AXI4 memory for a block whose pins need not be those of a whole AXI port: `sample`
/// collects what the block drives (absent channels stay invalid), `drive` distributes the answers.
class AxiAgent : public Agent {
public:
  using Sample = std::function<AxiMasterPins()>;
  using Drive = std::function<void(const AxiSlavePins&)>;

  AxiAgent(unsigned busBytes, const MemorySpec& spec, Sample sample, Drive drive)
      : memory_(busBytes, spec), sample_(std::move(sample)), drive_(std::move(drive)) {}

  AxiMemory& memory() { return memory_; }

  void drive() override { drive_(memory_.outputs()); }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    memory_.clock(sample_());
    if (!memory_.violations().empty())
      log.report(cycle, memory_.violations().first());
  }

  bool done() const override { return memory_.idle(); }

private:
  AxiMemory memory_;
  Sample sample_;
  Drive drive_;
};

} // namespace weft::sim
