// performance.hpp: What a workload costs on a configuration, without running it
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"
#include "sw/perf/access_counts.hpp"
#include "sw/perf/cycle_split.hpp"
#include "sw/perf/host_cycles.hpp"
#include "sw/perf/limits.hpp"
#include "sw/timeline/machine.hpp"

#include <string>
#include <vector>

namespace weft {

/// One operator. As in `weft run`, `cycles` is its end minus the end of the one before in program
/// order. `start`, `end` and `split` are those of one sample, the rest of all.
struct OperatorPerformance {
  std::string name;
  OperatorKind kind = OperatorKind::matmul;
  std::int64_t start = 0, end = 0, cycles = 0;
  CycleSplit split;
  Limit limit;
  std::uint64_t macs = 0; ///< without padding
  AccessCounts accesses;
};

/// A workload: all its samples, one after the other.
struct Performance {
  std::int64_t cycles = 0;
  std::uint64_t samples = 1;
  Work work;
  Limit limit;
  AccessCounts accesses;
  HostCycles host; ///< within `cycles`
  std::vector<OperatorPerformance> operators;
};

/// Predicts `samples` runs of `graph`, of which only shapes count: schedule, then timeline and
/// accesses of its commands; what the host computes takes the cycles of the configuration's table,
/// between the accelerator's parts. Reads no results, starts nothing. Throws DesignError where the
/// compiler does.
Performance predict(const Graph& graph, const Config& config, const ModelMemory& memory,
                    std::uint64_t samples = 1);

/// Cycles of one run alone, the same number, without its explanation.
std::int64_t predictCycles(const Graph& graph, const Config& config, const ModelMemory& memory);

} // namespace weft
