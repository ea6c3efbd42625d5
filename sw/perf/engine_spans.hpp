// engine_spans.hpp: Cycles of operators, from when the commands of their engines begin and end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"
#include "sw/perf/cycle_split.hpp"
#include "sw/perf/performance.hpp"
#include "sw/timeline/command_window.hpp"

#include <memory>
#include <vector>

namespace weft {

/// Fills in start, end, cycles and split of operators while the commands of a schedule end, in
/// program order. An operator is over when all commands of it and of those before it are; what ends
/// before waits.
class OperatorCycles {
public:
  using CommandTimes = timeline::CommandTimes;

  OperatorCycles(const Graph& graph, const Config& config,
                 std::vector<OperatorPerformance>& operators);
  ~OperatorCycles();

  /// The first `commands` commands hold all of the first `operators` operators.
  void close(std::size_t commands, std::size_t operators);
  void ended(const PlannedCommand& command, const CommandTimes& times);
  /// Every command has ended, and the run took `cycles`.
  void finish(std::int64_t cycles);

private:
  class Spans;
  struct Closing {
    std::size_t commands, operators;
  };

  void next();
  void end();

  const Graph& graph_;
  const Config& config_;
  std::vector<OperatorPerformance>& operators_;
  std::unique_ptr<Spans> spans_;
  timeline::Fifo<Closing> closings_;
  std::size_t ended_ = 0, current_ = 0; ///< commands, operator
  std::int64_t previous_ = 0;           ///< end of the operator before
  CycleSplitter splitter_{0};
  std::vector<std::vector<EngineSpan>> waiting_; ///< by operator behind the current one
};

/// Cycles of `op` in which every multiplier of its engine, or lane, has an element.
std::int64_t idealCycles(const Operator& op, const Config& config);

} // namespace weft
