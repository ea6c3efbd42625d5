// turn_devices.cpp: The devices of accelerator and host that take turns with one workload
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/turn_devices.hpp"

#include "sw/runtime/host_device.hpp"

namespace weft {

std::unique_ptr<Device> deviceFor(const GraphPart& part, const Backend& backend,
                                  const DeviceSetting& setting) {
  if (part.onHost())
    return std::make_unique<HostDevice>(part.graph, setting.config, backend.simulates);
  return backend.make(setting);
}

Device& TurnDevices::of(std::size_t part) {
  const Graph& graph = parts_[part].graph;
  if (!devices_[part]) {
    const Program* program =
        parts_[part].onHost() ? nullptr
                              : &programs_.try_emplace(part, compile(graph, config_)).first->second;
    devices_[part] =
        deviceFor(parts_[part], backend_, {graph, config_, program, simulator_, options_});
  }
  return *devices_[part];
}

} // namespace weft
