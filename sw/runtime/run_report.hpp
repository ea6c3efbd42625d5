// run_report.hpp: Everything that `weft run` tells
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/accuracy.hpp"
#include "sw/perf/accesses.hpp"
#include "sw/perf/host_cycles.hpp"
#include "sw/perf/limits.hpp"
#include "sw/runtime/compare.hpp"
#include "sw/runtime/device.hpp"

#include <optional>
#include <string>
#include <vector>

namespace weft {

/// One operator over all submissions. Cycles are from the end of the operator before it in program
/// order.
struct OperatorReport {
  std::string name;
  OperatorKind kind = OperatorKind::matmul;
  std::uint64_t start = 0, end = 0, cycles = 0;
  Limit limit;
  std::uint64_t macs = 0;
  std::uint64_t mismatches = 0;
  AccessCounts accesses; ///< as RunReport::accesses
  EngineTable engines{}; ///< as DeviceCounters::operatorEngines
};

struct TaskReport {
  double floatAccuracy = 0.0, golden = 0.0;
  std::optional<double> rtl;
  std::size_t samples = 0;
};

/// How the workload was handed to the accelerator.
struct SubmissionReport {
  unsigned jobs = 1;        ///< processes that simulated at the same time, at most
  bool aroundHost = false;  ///< each is a part between what the host computes
  std::size_t count = 0;    ///< doorbells in all
  bool layersAlone = false; ///< each layer is a submission that starts from the golden state
};

/// Host time of a whole command, with the processes that it started.
struct CommandTime {
  double wallSeconds = 0.0;
  double cpuSeconds = 0.0;
};

struct RunReport {
  std::optional<DeviceCounters>
      counters;                   ///< summed over the submissions, the host's cycles included
  std::optional<HostCycles> host; ///< where it computes and cycles are counted
  SubmissionReport submissions;
  std::uint64_t macs = 0;
  Work work;
  Limit limit;
  /// Of the commands of the submissions that ran to their end; sw/perf counts them, as for `weft
  /// model`, and a test compares with the enables of the RTL.
  std::optional<AccessCounts> accesses;
  std::uint64_t checked = 0, mismatches = 0;
  std::optional<Mismatch> firstMismatch;
  std::optional<std::string> error; ///< the accelerator's or the memory's, in one sentence
  std::vector<OperatorReport> operators;
  std::optional<Accuracy> accuracy;
  std::optional<TaskReport> task;
  double buildSeconds = 0.0;
  /// Summed over the submissions; wall-clock seconds from the first one's begin to the last one's
  /// end where they ran side by side.
  SimulationTime simulation;
  std::vector<Timeline> timelines; ///< by submission, when they were asked for
  CommandTime command;             ///< for whoever runs the command to fill in
  /// By sample, by Graph::outputs; of the device. Without the samples that did not run to their
  /// end.
  std::vector<std::vector<Tensor>> outputs;

  bool passed() const { return mismatches == 0 && !error; }
};

} // namespace weft
