// workload_run.cpp: a workload on a device, every stored output checked against the golden model
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/workload_run.hpp"

#include "sw/runtime/golden_device.hpp"
#include "sw/runtime/parallel_run.hpp"
#include "sw/runtime/report_builder.hpp"
#include "sw/runtime/simulator_provider.hpp"

namespace weft {
namespace {

num::Nonlinear nonlinearOf(const Config& config) {
  return config.numerics.nonlinear == "ibert" ? num::Nonlinear::ibert : num::Nonlinear::accurate;
}

std::uint64_t memoryBytesPerCycle(const RunOptions& options, const Config& config) {
  const std::uint32_t bytes = options.rtl.memory.bytes;
  return bytes == 0 ? 2 * static_cast<std::uint64_t>(config.bus.bytes) : bytes;
}

class Runner {
public:
  Runner(const Workload& workload, const Config& config, const RunOptions& options)
      : workload_(workload), graph_(workload.graph), config_(config), options_(options),
        builder_(workload, config, memoryBytesPerCycle(options, config)) {}

  RunReport run() {
    if (options_.backend == Backend::golden)
      runGoldenModel();
    else if (options_.jobs > 1)
      runSideBySide();
    else
      runHere();
    return builder_.finish();
  }

private:
  std::vector<Tensor> golden(std::size_t sample) const {
    return GoldenDevice(graph_, nonlinearOf(config_)).run(workload_.samples[sample]).tensors;
  }

  void progress(std::size_t done) const {
    if (options_.progress)
      options_.progress(done, workload_.samples.size());
  }

  void runGoldenModel() {
    for (std::size_t i = 0; i < workload_.samples.size(); ++i) {
      const std::vector<Tensor> values = golden(i);
      builder_.addGolden(i, values);
      builder_.addGoldenOutputs(i, values);
      progress(i + 1);
    }
  }

  std::filesystem::path simulator() {
    const Simulator found = simulatorFor(config_, options_.rtl.wave.has_value(), options_.quiet);
    builder_.report().buildSeconds = found.buildSeconds;
    return found.library;
  }

  /// One simulator runs sample after sample.
  void runHere() {
    const GraphPart whole = wholePart(graph_);
    const Program program = compile(graph_, config_);
    RtlDevice device(graph_, program, config_, simulator(), options_.rtl);
    for (std::size_t i = 0; i < workload_.samples.size() && !builder_.failed(); ++i) {
      const std::vector<Tensor> values = golden(i);
      builder_.addGolden(i, values);
      builder_.addSubmission(i, whole, checkedRun(device, graph_, workload_.samples[i], values));
      progress(i + 1);
    }
    device.finishWave();
  }

  void runSideBySide() {
    builder_.report().submissions.jobs = options_.jobs;
    runParallel(workload_, config_, options_, nonlinearOf(config_), simulator(), builder_);
  }

  const Workload& workload_;
  const Graph& graph_;
  const Config& config_;
  const RunOptions& options_;
  ReportBuilder builder_;
};

} // namespace

RunReport runWorkload(const Workload& workload, const Config& config, const RunOptions& options) {
  return Runner(workload, config, options).run();
}

} // namespace weft
