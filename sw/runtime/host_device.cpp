// host_device.cpp: The processor beside the accelerator as a device
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/host_device.hpp"

#include "gen/config/derived.hpp"
#include "sw/model/golden.hpp"
#include "sw/perf/host_cycles.hpp"

namespace weft {

DeviceRun HostDevice::run(const std::vector<Tensor>& inputs) {
  DeviceRun result;
  result.tensors = runGolden(graph_, inputs, nonlinearChoice(config_));
  if (timed_)
    result.counters = counters();
  return result;
}

/// Every engine of the accelerator is without a command.
DeviceCounters HostDevice::counters() const {
  constexpr auto kIdle = static_cast<std::size_t>(isa::State::noCommand);
  DeviceCounters result;
  for (const Operator& op : graph_.operators) {
    const std::uint64_t cycles = hostCycles(std::get<HostOp>(op.op), config_.host).total();
    EngineTable& engines = result.operatorEngines.emplace_back();
    for (const isa::Engine engine : isa::enginesOf(attentionUnit(config_)))
      engines[static_cast<std::size_t>(engine)][kIdle] = cycles;
    result.cycles += cycles;
    result.operatorEnd.push_back(result.cycles);
  }
  for (const isa::Engine engine : isa::enginesOf(attentionUnit(config_)))
    result.engines[static_cast<std::size_t>(engine)][kIdle] = result.cycles;
  return result;
}

} // namespace weft
