// performance.cpp: What a workload costs on a configuration, without running it
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/performance.hpp"

#include "sw/compiler/program.hpp"
#include "sw/perf/engine_spans.hpp"
#include "sw/timeline/timeline.hpp"

#include <optional>

namespace weft {
namespace {

std::uint64_t memoryBytes(const ModelMemory& memory, const Config& config) {
  return static_cast<std::uint64_t>(memory.bytes == 0 ? 2 * std::int64_t{config.bus.bytes}
                                                      : memory.bytes);
}

/// Takes the schedule as it is planned; keeps sums.
class Prediction : public CommandSink {
public:
  Prediction(const Graph& graph, const Config& config, const ModelMemory& memory,
             std::uint64_t samples)
      : graph_(graph), config_(config), memory_(memory),
        timeline_(config, memory,
                  [this](const PlannedCommand& command, const timeline::CommandTimes& times) {
                    cycles_->ended(command, times);
                  }) {
    result_.samples = samples;
    result_.work = workOf(graph, samples);
    result_.limit = limitOf(result_.work, config, memoryBytes(memory, config));
    describeOperators();
    cycles_.emplace(graph, config, result_.operators);
  }

  void append(const PlannedCommand& command) override {
    ++commands_;
    result_.operators[command.op].accesses += accessesOf(command, config_);
    timeline_.append(command);
  }
  void signal(std::size_t number, std::uint32_t tokens) override {
    timeline_.signal(number, tokens);
  }
  void close(std::size_t operators) override { cycles_->close(commands_, operators); }

  Performance finish() {
    result_.operators.front().accesses += accessesOfCheck(config_);
    const std::int64_t cycles = timeline_.finish();
    cycles_->finish(cycles);
    scale(cycles);
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

  /// Samples are submitted one after the other and take the same cycles.
  void scale(std::int64_t cycles) {
    const auto samples = static_cast<std::int64_t>(result_.samples);
    result_.cycles = cycles * samples;
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
  Performance result_;
  std::optional<OperatorCycles> cycles_;
  timeline::TimelineRun timeline_;
  std::size_t commands_ = 0;
};

} // namespace

Performance predict(const Graph& graph, const Config& config, const ModelMemory& memory,
                    std::uint64_t samples) {
  Prediction prediction(graph, config, memory, samples);
  plan(graph, config, prediction);
  return prediction.finish();
}

std::int64_t predictCycles(const Graph& graph, const Config& config, const ModelMemory& memory) {
  timeline::TimelineRun run(config, memory);
  plan(graph, config, run);
  return run.finish();
}

} // namespace weft
