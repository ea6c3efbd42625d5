// backends.hpp: The one table of what can run a workload.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/runtime/device.hpp"
#include "sw/runtime/rtl_device.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// What a device is made for. All of it must outlive the device.
struct DeviceSetting {
  const Graph& graph;
  const Config& config;
  const Program* program = nullptr; ///< for backends that execute commands
  std::filesystem::path simulator;  ///< for backends that simulate
  const RtlOptions& options;
};

/// One kind of device.
struct Backend {
  std::string name;    ///< as --backend has it
  std::string meaning; ///< for help
  bool commands =
      false; ///< executes the compiled commands: its tensors are compared with the model's
  bool simulates = false; ///< cycle by cycle: memory, wave, timeline, counters
  std::unique_ptr<Device> (*make)(const DeviceSetting& setting) = nullptr;
};

/// Every backend, the usual one first.
std::span<const Backend> backends();

/// Throws DesignError, naming all, when there is none of this name.
const Backend& backendNamed(const std::string& name);

} // namespace weft
