// device.hpp: Anything that runs a workload: golden model, command machine, Verilated accelerator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"
#include "sw/runtime/device_error.hpp"
#include "sw/runtime/simulation_time.hpp"
#include "sw/runtime/timeline.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft {

inline constexpr std::size_t kDeviceEngines = 5;
inline constexpr std::size_t kEngineStates = isa::kStateCount; ///< busy, seven reasons to stall

/// Cycles of every engine by state.
using EngineTable = std::array<EngineStates, kDeviceEngines>;

/// What the hardware counted during one submission.
struct DeviceCounters {
  std::uint64_t cycles = 0; ///< from the doorbell to the completion interrupt
  EngineTable engines{};
  /// Cycles in which exactly the engines of a set were busy, by set: bit e of the index is engine
  /// e.
  std::vector<std::uint64_t> busySets;
  std::uint64_t readBytes = 0;
  std::uint64_t writtenBytes = 0;
  /// Cycle in which each command was done, in program order, the configuration check left out.
  std::vector<std::uint64_t> commandEnd;
  std::vector<std::uint64_t> operatorEnd; ///< the latest of an operator's commands
  /// By operator: what each engine did from the end of its command before to the end of the
  /// operator's own. What follows an engine's last command is in `engines` only.
  std::vector<EngineTable> operatorEngines;
};

struct DeviceRun {
  std::vector<Tensor> tensors; ///< by TensorId; empty where the device does not hold the tensor
  std::optional<DeviceCounters> counters;
  std::optional<DeviceError> error;
  /// What no error register shows: a guard zone or padding was touched, a bus rule broken,
  /// something was read that nobody had written.
  std::optional<std::string> violation;
  SimulationTime time;              ///< zero where nothing is simulated
  std::optional<Timeline> timeline; ///< when it was asked for
};

class Device {
public:
  virtual ~Device() = default;

  /// Runs the workload once on `inputs` (in the order of Graph::inputs, shapes and types as there).
  virtual DeviceRun run(const std::vector<Tensor>& inputs) = 0;

  /// Cycle of the last run in which an element of a stored tensor was last written; nothing when it
  /// was not, or where there are no cycles.
  virtual std::optional<std::uint64_t> writtenIn(TensorId, std::int64_t /*row*/,
                                                 std::int64_t /*column*/) const {
    return std::nullopt;
  }

  /// Completes what the device writes beside its results; no run may follow. Throws DesignError
  /// when it cannot.
  virtual void finish() {}
};

} // namespace weft
