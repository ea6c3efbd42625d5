// submission.cpp: One run of a graph on a device, compared with the golden model
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/submission.hpp"

namespace weft {
namespace {

std::optional<std::string> errorOf(const DeviceRun& run) {
  if (run.error)
    return run.error->message;
  if (run.violation)
    return "simulation check: " + *run.violation;
  return std::nullopt;
}

} // namespace

Submission checkedRun(Device& device, const Graph& graph, const std::vector<Tensor>& inputs,
                      const std::vector<Tensor>& golden) {
  DeviceRun run = device.run(inputs);
  Submission result;
  result.counters = run.counters;
  result.error = errorOf(run);
  result.comparison = compareStored(graph, golden, run.tensors);
  if (auto& first = result.comparison.first)
    first->cycle = device.writtenIn(first->id, first->row, first->column);
  for (const TensorId id : graph.outputs)
    result.outputs.push_back(run.tensors[id]);
  result.time = run.time;
  result.timeline = std::move(run.timeline);
  return result;
}

} // namespace weft
