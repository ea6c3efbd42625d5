// host_device.hpp: The processor beside the accelerator as a device
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/runtime/device.hpp"

namespace weft {

/// Runs a part of host operators on tensors in memory, while the accelerator has no command.
class HostDevice : public Device {
public:
  /// `timed`: counts the cycles of the configuration's table, as a simulated accelerator counts its
  /// own. `graph` and `config` must outlive this.
  HostDevice(const Graph& graph, const Config& config, bool timed)
      : graph_(graph), config_(config), timed_(timed) {}

  DeviceRun run(const std::vector<Tensor>& inputs) override;

private:
  DeviceCounters counters() const;

  const Graph& graph_;
  const Config& config_;
  bool timed_;
};

} // namespace weft
