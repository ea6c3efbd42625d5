// report_builder.hpp: From submissions to the report of a run
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/layers.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/run_report.hpp"
#include "sw/runtime/submission.hpp"

#include <map>
#include <vector>

namespace weft {

/// Sums up the submissions of a workload in their order: samples, in each its parts.
class ReportBuilder {
public:
  /// `workload` and `config` must outlive the object. `memoryBytes`: bytes per cycle of the memory.
  ReportBuilder(const Workload& workload, const Config& config, std::uint64_t memoryBytes);

  /// All tensors of a sample's golden run.
  void addGolden(std::size_t sample, const std::vector<Tensor>& values);
  /// The submission of a part of a sample.
  void addSubmission(std::size_t sample, const GraphPart& part, Submission submission);
  /// The golden model's outputs stand for the device's.
  void addGoldenOutputs(std::size_t sample, const std::vector<Tensor>& values);

  bool failed() const { return report_.error.has_value(); }
  RunReport& report() { return report_; }

  RunReport finish();

private:
  void addAccesses(const GraphPart& part);
  void describeOperators(const Config& config, std::uint64_t memoryBytes);
  void addCounters(const GraphPart& part, const DeviceCounters& counters);
  void addComparison(const GraphPart& part, const Comparison& comparison,
                     std::uint64_t cyclesBefore);
  void addTime(const SimulationTime& time);
  static bool complete(const std::vector<Tensor>& outputs);
  bool right(std::size_t sample, const Tensor& answer) const;
  void finishTask();

  const Workload& workload_;
  const Graph& graph_;
  const Config& config_;
  std::map<std::size_t, std::vector<AccessCounts>> accessesOf_; ///< by a part's first operator
  GraphAccuracy accuracy_;
  RunReport report_;
  std::size_t goldenRight_ = 0;
};

} // namespace weft
