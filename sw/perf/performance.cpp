// performance.cpp: What a workload costs on a configuration, without running it
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/performance.hpp"

#include "sw/compiler/program.hpp"
#include "sw/model/layers.hpp"
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

Performance predictPart(const Graph& graph, const Config& config, const ModelMemory& memory,
                        std::uint64_t samples) {
  Prediction prediction(graph, config, memory, samples);
  plan(graph, config, prediction);
  return prediction.finish();
}

/// A graph that needs the host: parts of accelerator and host, one behind the other.
class HostedPrediction {
public:
  HostedPrediction(const Graph& graph, const Config& config, const ModelMemory& memory,
                   std::uint64_t samples)
      : config_(config), memory_(memory) {
    result_.samples = samples;
    result_.work = workOf(graph, samples);
    result_.limit = limitOf(result_.work, config, memoryBytes(memory, config));
  }

  void add(const GraphPart& part) {
    if (part.onHost())
      addHost(part.graph);
    else
      addAccelerator(predictPart(part.graph, config_, memory_, result_.samples));
  }
  Performance finish() { return std::move(result_); }

private:
  void addHost(const Graph& graph) {
    for (const Operator& op : graph.operators) {
      const HostCycles cycles = hostCycles(std::get<HostOp>(op.op), config_.host);
      OperatorPerformance entry;
      entry.name = op.name;
      entry.kind = op.kind;
      entry.end = static_cast<std::int64_t>(cycles.total());
      entry.cycles = entry.end * static_cast<std::int64_t>(result_.samples);
      entry.split.host = entry.end;
      entry.limit = limitOf(workOf(graph, op), config_, memoryBytes(memory_, config_));
      entry.limit.cycles *= result_.samples;
      append(std::move(entry));
      for (std::uint64_t i = 0; i < result_.samples; ++i)
        result_.host += cycles;
      result_.cycles += result_.operators.back().cycles;
    }
  }

  void addAccelerator(Performance part) {
    for (OperatorPerformance& entry : part.operators)
      append(std::move(entry));
    result_.accesses += part.accesses;
    result_.cycles += part.cycles;
  }

  /// Its times count from the begin of its part, so far.
  void append(OperatorPerformance entry) {
    const std::int64_t before = result_.cycles / static_cast<std::int64_t>(result_.samples);
    entry.start += before;
    entry.end += before;
    result_.operators.push_back(std::move(entry));
  }

  const Config& config_;
  const ModelMemory& memory_;
  Performance result_;
};

} // namespace

Performance predict(const Graph& graph, const Config& config, const ModelMemory& memory,
                    std::uint64_t samples) {
  if (!graph.needsHost())
    return predictPart(graph, config, memory, samples);
  HostedPrediction prediction(graph, config, memory, samples);
  for (const GraphPart& part : cutAtHost(graph))
    prediction.add(part);
  return prediction.finish();
}

std::int64_t predictCycles(const Graph& graph, const Config& config, const ModelMemory& memory) {
  const auto accelerator = [&](const Graph& part) {
    timeline::TimelineRun run(config, memory);
    plan(part, config, run);
    return run.finish();
  };
  if (!graph.needsHost())
    return accelerator(graph);
  auto cycles = static_cast<std::int64_t>(hostCycles(graph, config.host).total());
  for (const GraphPart& part : cutAtHost(graph))
    cycles += part.onHost() ? 0 : accelerator(part.graph);
  return cycles;
}

} // namespace weft
