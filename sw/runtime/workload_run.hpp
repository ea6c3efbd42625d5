// workload_run.hpp: a workload on a device, every stored output checked against the golden model
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/limits.hpp"
#include "sw/runtime/compare.hpp"
#include "sw/runtime/device.hpp"
#include "sw/runtime/rtl_device.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace weft {

enum class Backend { rtl, golden };

struct RunOptions {
  Backend backend = Backend::rtl;
  RtlOptions rtl;
  bool quiet = false;
  std::function<void(std::size_t done, std::size_t samples)> progress; ///< may be empty
};

/// One operator over all samples. Cycles are from the end of the operator before it in program
/// order.
struct OperatorReport {
  std::string name;
  OperatorKind kind = OperatorKind::Matmul;
  std::uint64_t start = 0, end = 0, cycles = 0;
  Limit limit;
  std::uint64_t macs = 0;
  std::uint64_t mismatches = 0;
};

struct TaskReport {
  double floatAccuracy = 0.0, golden = 0.0;
  std::optional<double> rtl;
  std::size_t samples = 0;
};

/// Everything that `weft run` tells.
struct RunReport {
  std::optional<DeviceCounters> counters; ///< summed over the samples
  std::uint64_t macs = 0;
  Work work;
  Limit limit;
  std::uint64_t checked = 0, mismatches = 0;
  std::optional<Mismatch> firstMismatch;
  std::optional<std::string> error; ///< the accelerator's or the memory's, in one sentence
  std::vector<OperatorReport> operators;
  std::optional<Accuracy> accuracy;
  std::optional<TaskReport> task;
  double buildSeconds = 0.0;
  SimulationTime simulation;
  std::vector<std::vector<Tensor>> outputs; ///< by sample, by Graph::outputs; of the device

  bool passed() const { return mismatches == 0 && !error; }
};

/// Runs every sample. Throws DesignError (the workload does not fit), ToolError, Interrupted.
RunReport runWorkload(const Workload& workload, const Config& config, const RunOptions& options);

} // namespace weft
