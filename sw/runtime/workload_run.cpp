// workload_run.cpp: A workload on a device, every stored output checked against the golden model
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/workload_run.hpp"

#include "gen/config/derived.hpp"
#include "sw/model/golden.hpp"
#include "sw/runtime/backends.hpp"
#include "sw/runtime/parallel_run.hpp"
#include "sw/runtime/report_builder.hpp"
#include "sw/runtime/simulator_provider.hpp"
#include "sw/runtime/turn_devices.hpp"

namespace weft {
namespace {

std::uint64_t memoryBytesPerCycle(const RunOptions& options, const Config& config) {
  const std::uint32_t bytes = options.rtl.memory.bytes;
  return bytes == 0 ? 2 * static_cast<std::uint64_t>(config.bus.bytes) : bytes;
}

class Runner {
public:
  Runner(const Workload& workload, const Config& config, const RunOptions& options)
      : workload_(workload), graph_(workload.graph), config_(config), options_(options),
        backend_(backendNamed(options.backend)),
        builder_(workload, config, memoryBytesPerCycle(options, config)) {}

  RunReport run() {
    if (!backend_.commands)
      runReference();
    else if (options_.jobs > 1 || (graph_.needsHost() && options_.rtl.wave))
      runSideBySide();
    else if (graph_.needsHost())
      runInTurns();
    else
      runHere();
    return builder_.finish();
  }

private:
  std::vector<Tensor> golden(std::size_t sample) const {
    return runGolden(graph_, workload_.samples[sample], nonlinearChoice(config_));
  }

  void progress(std::size_t done) const {
    if (options_.progress)
      options_.progress(done, workload_.samples.size());
  }

  /// The device is what the others are compared with.
  void runReference() {
    const auto device = backend_.make({graph_, config_, nullptr, {}, options_.rtl});
    for (std::size_t i = 0; i < workload_.samples.size(); ++i) {
      const std::vector<Tensor> values = device->run(workload_.samples[i]).tensors;
      builder_.addGolden(i, values);
      builder_.addGoldenOutputs(i, values);
      progress(i + 1);
    }
  }

  /// Empty where nothing is simulated.
  std::filesystem::path simulator() {
    if (!backend_.simulates)
      return {};
    const SimulatorKind kind = options_.rtl.wave  ? SimulatorKind::waves
                               : options_.watched ? SimulatorKind::watched
                                                  : SimulatorKind::plain;
    const Simulator found = simulatorFor(config_, kind, options_.quiet);
    builder_.report().buildSeconds = found.buildSeconds;
    return found.library;
  }

  /// One device runs sample after sample.
  void runHere() {
    const GraphPart whole = wholePart(graph_);
    const Program program = compile(graph_, config_);
    const std::filesystem::path library = simulator();
    const auto device = backend_.make({graph_, config_, &program, library, options_.rtl});
    for (std::size_t i = 0; i < workload_.samples.size() && !builder_.failed(); ++i) {
      const std::vector<Tensor> values = golden(i);
      builder_.addGolden(i, values);
      builder_.addSubmission(i, whole, checkedRun(*device, graph_, workload_.samples[i], values));
      progress(i + 1);
    }
    device->finish();
  }

  /// Accelerator and host in turn; what one stores the other reads.
  void runInTurns() {
    const std::filesystem::path library = simulator();
    TurnDevices devices(graph_, config_, backend_, library, options_.rtl);
    for (std::size_t i = 0; i < workload_.samples.size() && !builder_.failed(); ++i) {
      const std::vector<Tensor> values = golden(i);
      builder_.addGolden(i, values);
      std::vector<Tensor> memory = goldenOperands(graph_, workload_.samples[i]);
      for (std::size_t turn = 0; turn < devices.parts().size() && !builder_.failed(); ++turn) {
        const GraphPart& part = devices.parts()[turn];
        Submission submission = checkedRun(devices.of(turn), part.graph, part.inputsAmong(memory),
                                           part.tensorsAmong(values));
        for (std::size_t out = 0; out < part.graph.outputs.size(); ++out)
          memory[part.whole[part.graph.outputs[out]]] = submission.outputs[out];
        builder_.addSubmission(i, part, std::move(submission));
      }
      progress(i + 1);
    }
  }

  void runSideBySide() {
    builder_.report().submissions.jobs = options_.jobs;
    runParallel(workload_, config_, options_, simulator(), builder_);
  }

  const Workload& workload_;
  const Graph& graph_;
  const Config& config_;
  const RunOptions& options_;
  const Backend& backend_;
  ReportBuilder builder_;
};

} // namespace

RunReport runWorkload(const Workload& workload, const Config& config, const RunOptions& options) {
  return Runner(workload, config, options).run();
}

} // namespace weft
