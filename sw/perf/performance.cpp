// performance.cpp: what a workload costs on a configuration, without running it
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/performance.hpp"

#include "gen/isa/format.hpp"
#include "sw/compiler/program.hpp"
#include "sw/perf/engine_spans.hpp"

#include <algorithm>

namespace weft {
namespace {

/// The configuration check, which is fetched with the first operator's commands.
constexpr std::uint64_t checkBytes = isa::slotBytes;

std::uint64_t memoryBytes(const ModelMemory& memory, const Config& config) {
  return static_cast<std::uint64_t>(memory.bytes == 0 ? 2 * std::int64_t{config.bus.bytes}
                                                      : memory.bytes);
}

class Prediction {
public:
  Prediction(const Graph& graph, const Config& config, const ModelMemory& memory,
             std::uint64_t samples)
      : graph_(graph), config_(config), memory_(memory), commands_(plan(graph, config)),
        timeline_(timeline::timelineOf(commands_, config, memory)) {
    result_.samples = samples;
    result_.work = workOf(graph, samples);
    result_.limit = limitOf(result_.work, config, memoryBytes(memory, config));
  }

  Performance run() {
    describeOperators();
    countAccesses();
    placeOperators();
    scale();
    return std::move(result_);
  }

private:
  void describeOperators() {
    for (const Operator& op : graph_.operators) {
      OperatorPerformance& entry = result_.operators.emplace_back();
      entry.name = op.name;
      entry.kind = op.kind;
      entry.macs = op.macs();
      entry.limit = limitOf(workOf(graph_, op), config_, memoryBytes(memory_, config_));
    }
  }

  void countAccesses() {
    result_.operators.front().accesses.dramRead = checkBytes;
    for (const PlannedCommand& command : commands_)
      result_.operators[command.op].accesses += accessesOf(command, config_);
  }

  void placeOperators() {
    const auto spans = engineSpans(graph_.operators.size(), commands_, timeline_, config_);
    std::vector<std::int64_t> ends(graph_.operators.size(), 0);
    for (std::size_t i = 0; i < commands_.size(); ++i)
      ends[commands_[i].op] = std::max(ends[commands_[i].op], timeline_.commands[i].done);
    ends.back() = timeline_.cycles;
    std::int64_t previous = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      OperatorPerformance& entry = result_.operators[i];
      entry.start = previous;
      entry.end = previous = std::max(previous, ends[i]);
      entry.cycles = entry.end - entry.start;
      entry.split =
          splitCycles(spans[i], idealCycles(graph_.operators[i], config_), entry.start, entry.end);
    }
  }

  /// Samples are submitted one after the other and take the same cycles.
  void scale() {
    const auto samples = static_cast<std::int64_t>(result_.samples);
    result_.cycles = timeline_.cycles * samples;
    for (OperatorPerformance& entry : result_.operators) {
      entry.accesses = entry.accesses.times(result_.samples);
      result_.accesses += entry.accesses;
      entry.cycles *= samples;
      entry.macs *= result_.samples;
      entry.limit.cycles *= result_.samples;
    }
  }

  const Graph& graph_;
  const Config& config_;
  const ModelMemory& memory_;
  std::vector<PlannedCommand> commands_;
  timeline::Timeline timeline_;
  Performance result_;
};

} // namespace

Performance predict(const Graph& graph, const Config& config, const ModelMemory& memory,
                    std::uint64_t samples) {
  return Prediction(graph, config, memory, samples).run();
}

std::int64_t predictCycles(const Graph& graph, const Config& config, const ModelMemory& memory) {
  return timeline::timelineOf(plan(graph, config), config, memory).cycles;
}

} // namespace weft
