// submission.hpp: One run of a graph on a device, compared with the golden model
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/runtime/compare.hpp"
#include "sw/runtime/device.hpp"

#include <optional>
#include <string>
#include <vector>

namespace weft {

struct Submission {
  std::optional<DeviceCounters> counters;
  std::optional<std::string> error; ///< the accelerator's or the memory's, in one sentence
  Comparison comparison;
  std::vector<Tensor> outputs; ///< by Graph::outputs, of the device
  SimulationTime time;
  std::optional<Timeline> timeline;
};

/// Runs `graph` on its device and compares every stored tensor with `golden` (by TensorId). Throws
/// as Device::run.
Submission checkedRun(Device& device, const Graph& graph, const std::vector<Tensor>& inputs,
                      const std::vector<Tensor>& golden);

/// A submission as bytes, for another process, and back.
std::string toBytes(const Submission& submission);
Submission submissionFrom(const std::string& bytes, const Graph& graph);

} // namespace weft
