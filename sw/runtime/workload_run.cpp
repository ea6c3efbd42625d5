// workload_run.cpp: a workload on a device, every stored output checked against the golden model
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/workload_run.hpp"

#include "sw/runtime/golden_device.hpp"
#include "sw/runtime/simulator_provider.hpp"

#include <algorithm>

namespace weft {
namespace {

num::Nonlinear nonlinearOf(const Config& config) {
  return config.numerics.nonlinear == "ibert" ? num::Nonlinear::ibert : num::Nonlinear::accurate;
}

std::uint64_t memoryBytesPerCycle(const RunOptions& options, const Config& config) {
  const std::uint32_t bytes = options.rtl.memory.bytes;
  return bytes == 0 ? 2 * static_cast<std::uint64_t>(config.bus.bytes) : bytes;
}

/// Runs the samples one after another and gathers the report.
class Runner {
public:
  Runner(const Workload& workload, const Config& config, const RunOptions& options)
      : workload_(workload), graph_(workload.graph), config_(config), options_(options),
        golden_(graph_, nonlinearOf(config)), accuracy_(graph_),
        memoryBytes_(memoryBytesPerCycle(options, config)) {}

  RunReport run();

private:
  void openRtl();
  void describeOperators();
  void runSample(std::size_t sample);
  void accumulate(const DeviceCounters& counters);
  void checkAgainst(const std::vector<Tensor>& golden, const DeviceRun& device);
  void countPrediction(std::size_t sample, const std::vector<Tensor>& golden,
                       const std::vector<Tensor>& device);
  void finishTask();

  const Workload& workload_;
  const Graph& graph_;
  const Config& config_;
  const RunOptions& options_;
  GoldenDevice golden_;
  GraphAccuracy accuracy_;
  std::uint64_t memoryBytes_;
  std::optional<Program> program_;
  std::optional<RtlDevice> rtl_;
  RunReport report_;
  std::size_t goldenRight_ = 0, deviceRight_ = 0;
};

RunReport Runner::run() {
  describeOperators();
  if (options_.backend == Backend::rtl)
    openRtl();
  for (std::size_t i = 0; i < workload_.samples.size() && !report_.error; ++i) {
    runSample(i);
    if (options_.progress)
      options_.progress(i + 1, workload_.samples.size());
  }
  finishTask();
  report_.accuracy = accuracy_.result();
  if (rtl_)
    report_.simulation = rtl_->time();
  return std::move(report_);
}

void Runner::openRtl() {
  program_ = compile(graph_, config_);
  const Simulator simulator = simulatorFor(config_, options_.rtl.wave.has_value(), options_.quiet);
  report_.buildSeconds = simulator.buildSeconds;
  rtl_.emplace(graph_, *program_, config_, simulator.library, options_.rtl);
}

void Runner::describeOperators() {
  report_.work = workOf(graph_, workload_.samples.size());
  report_.macs = report_.work.macs();
  report_.limit = limitOf(report_.work, config_, memoryBytes_);
  for (const Operator& op : graph_.operators) {
    OperatorReport& entry = report_.operators.emplace_back();
    entry.name = op.name;
    entry.kind = op.kind;
    entry.macs = op.macs() * workload_.samples.size();
    entry.limit = limitOf(workOf(graph_, op), config_, memoryBytes_);
    entry.limit.cycles *= workload_.samples.size();
  }
}

void Runner::runSample(std::size_t sample) {
  const DeviceRun golden = golden_.run(workload_.samples[sample]);
  DeviceRun device = rtl_ ? rtl_->run(workload_.samples[sample]) : golden;
  accuracy_.addSample(golden.tensors);
  if (device.counters)
    accumulate(*device.counters);
  checkAgainst(golden.tensors, device);
  countPrediction(sample, golden.tensors, device.tensors);
  std::vector<Tensor>& outputs = report_.outputs.emplace_back();
  for (const TensorId id : graph_.outputs)
    outputs.push_back(device.tensors[id]);
}

void Runner::accumulate(const DeviceCounters& counters) {
  if (!report_.counters)
    report_.counters.emplace();
  DeviceCounters& total = *report_.counters;
  std::uint64_t previous = 0;
  for (std::size_t i = 0; i < report_.operators.size(); ++i) {
    OperatorReport& entry = report_.operators[i];
    const bool last = i + 1 == report_.operators.size();
    const std::uint64_t end = last ? counters.cycles : std::max(previous, counters.operatorEnd[i]);
    entry.start = total.cycles + previous;
    entry.end = total.cycles + end;
    entry.cycles += end - previous;
    previous = end;
  }
  total.cycles += counters.cycles;
  total.readBytes += counters.readBytes;
  total.writtenBytes += counters.writtenBytes;
  for (std::size_t e = 0; e < deviceEngines; ++e)
    for (std::size_t s = 0; s < engineStates; ++s)
      total.engines[e][s] += counters.engines[e][s];
}

void Runner::checkAgainst(const std::vector<Tensor>& golden, const DeviceRun& device) {
  if (device.error)
    report_.error = device.error->message;
  else if (device.violation)
    report_.error = "memory check: " + *device.violation;
  if (!rtl_)
    return;
  const Comparison comparison = compareStored(graph_, golden, device.tensors);
  report_.checked += comparison.checked;
  report_.mismatches += comparison.mismatches;
  if (!report_.firstMismatch)
    report_.firstMismatch = comparison.first;
  for (std::size_t i = 0; i < report_.operators.size(); ++i)
    report_.operators[i].mismatches += comparison.mismatchesOf[i];
}

void Runner::countPrediction(std::size_t sample, const std::vector<Tensor>& golden,
                             const std::vector<Tensor>& device) {
  if (workload_.labels.empty())
    return;
  const auto label = static_cast<std::size_t>(workload_.labels[sample]);
  goldenRight_ += predictedClass(workload_, golden) == label ? 1 : 0;
  deviceRight_ += predictedClass(workload_, device) == label ? 1 : 0;
}

void Runner::finishTask() {
  if (workload_.labels.empty())
    return;
  const auto samples = static_cast<double>(workload_.samples.size());
  TaskReport task;
  task.samples = workload_.samples.size();
  task.floatAccuracy = floatAccuracy(workload_);
  task.golden = static_cast<double>(goldenRight_) / samples;
  if (rtl_)
    task.rtl = static_cast<double>(deviceRight_) / samples;
  report_.task = task;
}

} // namespace

RunReport runWorkload(const Workload& workload, const Config& config, const RunOptions& options) {
  return Runner(workload, config, options).run();
}

} // namespace weft
