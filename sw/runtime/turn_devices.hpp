// turn_devices.hpp: The devices of accelerator and host that take turns with one workload
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/program.hpp"
#include "sw/model/layers.hpp"
#include "sw/runtime/backends.hpp"

#include <map>

namespace weft {

/// What runs `part`: the backend's device, or the host, timed where the backend simulates.
std::unique_ptr<Device> deviceFor(const GraphPart& part, const Backend& backend,
                                  const DeviceSetting& setting);

/// One device for each part of a graph that needs the host; made, and its program compiled, when
/// first asked for.
class TurnDevices {
public:
  /// All of these must outlive this.
  TurnDevices(const Graph& graph, const Config& config, const Backend& backend,
              const std::filesystem::path& simulator, const RtlOptions& options)
      : config_(config), backend_(backend), simulator_(simulator), options_(options),
        parts_(cutAtHost(graph)), devices_(parts_.size()) {}

  /// In program order.
  const std::vector<GraphPart>& parts() const { return parts_; }
  Device& of(std::size_t part);

private:
  const Config& config_;
  const Backend& backend_;
  const std::filesystem::path& simulator_;
  const RtlOptions& options_;
  std::vector<GraphPart> parts_;
  std::map<std::size_t, Program> programs_;
  std::vector<std::unique_ptr<Device>> devices_; ///< last: they use what stands above
};

} // namespace weft
