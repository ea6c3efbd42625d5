// report_builder.cpp: From submissions to the report of a run
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/report_builder.hpp"

#include "sw/perf/access_counts.hpp"

#include <algorithm>

namespace weft {
namespace {

void add(EngineTable& sum, const EngineTable& more) {
  for (std::size_t e = 0; e < kDeviceEngines; ++e)
    for (std::size_t s = 0; s < kEngineStates; ++s)
      sum[e][s] += more[e][s];
}

} // namespace

ReportBuilder::ReportBuilder(const Workload& workload, const Config& config,
                             std::uint64_t memoryBytes)
    : workload_(workload), graph_(workload.graph), config_(config), accuracy_(graph_) {
  report_.outputs.resize(workload.samples.size());
  report_.submissions.aroundHost = graph_.needsHost();
  describeOperators(config, memoryBytes);
}

void ReportBuilder::describeOperators(const Config& config, std::uint64_t memoryBytes) {
  const std::uint64_t samples = workload_.samples.size();
  report_.work = workOf(graph_, samples);
  report_.macs = report_.work.macs();
  report_.limit = limitOf(report_.work, config, memoryBytes);
  for (const Operator& op : graph_.operators) {
    OperatorReport& entry = report_.operators.emplace_back();
    entry.name = op.name;
    entry.kind = op.kind;
    entry.macs = op.macs() * samples;
    entry.limit = limitOf(workOf(graph_, op), config, memoryBytes);
    entry.limit.cycles *= samples;
  }
}

void ReportBuilder::addGolden(std::size_t sample, const std::vector<Tensor>& values) {
  accuracy_.addSample(values);
  if (!workload_.labels.empty() && right(sample, values[graph_.outputs.at(0)]))
    ++goldenRight_;
}

void ReportBuilder::addGoldenOutputs(std::size_t sample, const std::vector<Tensor>& values) {
  for (const TensorId id : graph_.outputs)
    report_.outputs[sample].push_back(values[id]);
}

void ReportBuilder::addSubmission(std::size_t sample, const GraphPart& part,
                                  Submission submission) {
  report_.submissions.count += part.onHost() ? 0 : 1;
  const std::uint64_t cyclesBefore = report_.counters ? report_.counters->cycles : 0;
  if (submission.counters)
    addCounters(part, *submission.counters);
  addComparison(part, submission.comparison, cyclesBefore);
  addTime(submission.time);
  if (!submission.error)
    addAccesses(part);
  if (!report_.error)
    report_.error = submission.error;
  if (submission.timeline)
    report_.timelines.push_back(std::move(*submission.timeline));
  std::vector<Tensor>& outputs = report_.outputs[sample];
  outputs.resize(graph_.outputs.size());
  for (std::size_t i = 0; i < submission.outputs.size(); ++i) {
    const TensorId id = part.whole[part.graph.outputs[i]];
    const auto found = std::ranges::find(graph_.outputs, id);
    if (found != graph_.outputs.end())
      outputs[static_cast<std::size_t>(found - graph_.outputs.begin())] = submission.outputs[i];
  }
}

void ReportBuilder::addCounters(const GraphPart& part, const DeviceCounters& counters) {
  if (!report_.counters)
    report_.counters.emplace();
  if (part.onHost()) {
    if (!report_.host)
      report_.host.emplace();
    *report_.host += hostCycles(part.graph, config_.host);
  }
  DeviceCounters& total = *report_.counters;
  std::uint64_t previous = 0;
  const std::size_t count = part.graph.operators.size();
  for (std::size_t i = 0; i < count; ++i) {
    OperatorReport& entry = report_.operators[part.firstOperator + i];
    const bool last = i + 1 == count;
    const std::uint64_t end = last ? counters.cycles : std::max(previous, counters.operatorEnd[i]);
    entry.start = total.cycles + previous;
    entry.end = total.cycles + end;
    entry.cycles += end - previous;
    previous = end;
    add(entry.engines, counters.operatorEngines[i]);
  }
  total.cycles += counters.cycles;
  total.readBytes += counters.readBytes;
  total.writtenBytes += counters.writtenBytes;
  add(total.engines, counters.engines);
}

/// The host has a memory of its own.
void ReportBuilder::addAccesses(const GraphPart& part) {
  if (part.onHost())
    return;
  auto found = accessesOf_.find(part.firstOperator);
  if (found == accessesOf_.end())
    found = accessesOf_.emplace(part.firstOperator, weft::accessesOf(part.graph, config_)).first;
  if (!report_.accesses)
    report_.accesses.emplace();
  for (std::size_t i = 0; i < found->second.size(); ++i) {
    report_.operators[part.firstOperator + i].accesses += found->second[i];
    *report_.accesses += found->second[i];
  }
}

void ReportBuilder::addComparison(const GraphPart& part, const Comparison& comparison,
                                  std::uint64_t cyclesBefore) {
  report_.checked += comparison.checked;
  report_.mismatches += comparison.mismatches;
  if (!report_.firstMismatch && comparison.first) {
    report_.firstMismatch = comparison.first;
    if (comparison.first->cycle)
      report_.firstMismatch->cycle = cyclesBefore + *comparison.first->cycle;
  }
  for (std::size_t i = 0; i < comparison.mismatchesOf.size(); ++i)
    report_.operators[part.firstOperator + i].mismatches += comparison.mismatchesOf[i];
}

void ReportBuilder::addTime(const SimulationTime& time) {
  SimulationTime& total = report_.simulation;
  const bool first = total.cycles == 0;
  total.begin = first ? time.begin : std::min(total.begin, time.begin);
  total.end = std::max(total.end, time.end);
  total.cycles += time.cycles;
  total.cpuSeconds += time.cpuSeconds;
  total.wallSeconds =
      report_.submissions.jobs > 1 ? total.end - total.begin : total.wallSeconds + time.wallSeconds;
}

bool ReportBuilder::right(std::size_t sample, const Tensor& answer) const {
  return predictedClass(workload_, answer) == static_cast<std::size_t>(workload_.labels[sample]);
}

bool ReportBuilder::complete(const std::vector<Tensor>& outputs) {
  return !outputs.empty() &&
         std::ranges::all_of(outputs, [](const Tensor& tensor) { return tensor.size() > 0; });
}

RunReport ReportBuilder::finish() {
  report_.accuracy = accuracy_.result();
  if (!workload_.labels.empty())
    finishTask();
  std::erase_if(report_.outputs, [](const auto& outputs) { return !complete(outputs); });
  return std::move(report_);
}

void ReportBuilder::finishTask() {
  const std::size_t samples = workload_.samples.size();
  TaskReport task;
  task.samples = samples;
  task.floatAccuracy = floatAccuracy(workload_);
  task.golden = static_cast<double>(goldenRight_) / static_cast<double>(samples);
  if (report_.counters) {
    std::size_t deviceRight = 0;
    for (std::size_t i = 0; i < samples; ++i)
      deviceRight += complete(report_.outputs[i]) && right(i, report_.outputs[i][0]) ? 1 : 0;
    task.rtl = static_cast<double>(deviceRight) / static_cast<double>(samples);
  }
  report_.task = task;
}

} // namespace weft
