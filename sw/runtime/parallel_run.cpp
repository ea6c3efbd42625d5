// parallel_run.cpp: Layers or samples of a workload, simulated side by side
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/parallel_run.hpp"

#include "gen/config/derived.hpp"
#include "sw/model/golden.hpp"
#include "sw/runtime/backends.hpp"
#include "sw/runtime/child_jobs.hpp"
#include "sw/runtime/turn_devices.hpp"

#include <map>

namespace weft {
namespace {

class ParallelRun {
public:
  ParallelRun(const Workload& workload, const Config& config, const RunOptions& options,
              std::filesystem::path simulator, ReportBuilder& builder)
      : workload_(workload), config_(config), options_(options),
        nonlinear_(nonlinearChoice(config)), backend_(backendNamed(options.backend)),
        simulator_(std::move(simulator)), builder_(builder), parts_(partsOf(workload)),
        results_(parts_.size() * workload.samples.size()),
        jobs_(options.rtl.wave ? 1 : options.jobs) {
    builder.report().submissions.layersAlone = parts_.size() > 1;
  }

  void run() {
    for (std::size_t sample = 0; sample < workload_.samples.size() && !failed_; ++sample)
      startSample(sample);
    jobs_.wait();
    for (std::size_t i = 0; i < results_.size() && results_[i] && !builder_.failed(); ++i)
      builder_.addSubmission(i / parts_.size(), parts_[i % parts_.size()], std::move(*results_[i]));
  }

private:
  static std::vector<GraphPart> partsOf(const Workload& workload) {
    if (workload.graph.needsHost())
      return cutAtHost(workload.graph);
    if (workload.samples.size() > 1)
      return {wholePart(workload.graph)};
    return cutIntoLayers(workload.graph);
  }

  /// Computes the golden state part by part and starts each part as soon as its own is known.
  void startSample(std::size_t sample) {
    std::vector<Tensor> values = goldenOperands(workload_.graph, workload_.samples[sample]);
    for (std::size_t part = 0; part < parts_.size() && !failed_; ++part) {
      const std::size_t first = parts_[part].firstOperator;
      for (std::size_t i = 0; i < parts_[part].graph.operators.size(); ++i)
        runGoldenOperator(workload_.graph, workload_.graph.operators[first + i], nonlinear_,
                          values);
      start(sample, part, values);
    }
    if (!failed_)
      builder_.addGolden(sample, values);
  }

  void start(std::size_t sample, std::size_t part, const std::vector<Tensor>& values) {
    const Program* program = parts_[part].onHost() ? nullptr : &programOf(part);
    const std::size_t index = sample * parts_.size() + part;
    jobs_.start(
        nameOf(sample, part), [&] { return toBytes(simulate(parts_[part], program, values)); },
        [this, index](const std::string& bytes) { take(index, bytes); });
  }

  Submission simulate(const GraphPart& part, const Program* program,
                      const std::vector<Tensor>& values) const {
    RtlOptions options = options_.rtl;
    options.cyclesBefore = cycles_;
    const auto device =
        deviceFor(part, backend_, {part.graph, config_, program, simulator_, options});
    Submission submission =
        checkedRun(*device, part.graph, part.inputsAmong(values), part.tensorsAmong(values));
    device->finish();
    return submission;
  }

  void take(std::size_t index, const std::string& bytes) {
    results_[index] = submissionFrom(bytes, parts_[index % parts_.size()].graph);
    failed_ = failed_ || results_[index]->error;
    if (const auto& counters = results_[index]->counters)
      cycles_ += counters->cycles;
    if (options_.progress)
      options_.progress(++done_, results_.size());
  }

  const Program& programOf(std::size_t part) {
    const auto found = programs_.find(part);
    return found != programs_.end()
               ? found->second
               : programs_.emplace(part, compile(parts_[part].graph, config_)).first->second;
  }

  std::string nameOf(std::size_t sample, std::size_t part) const {
    return parts_.size() > 1 ? parts_[part].name : "sample " + std::to_string(sample);
  }

  const Workload& workload_;
  const Config& config_;
  const RunOptions& options_;
  num::Nonlinear nonlinear_;
  const Backend& backend_;
  std::filesystem::path simulator_;
  ReportBuilder& builder_;
  std::vector<GraphPart> parts_;
  std::map<std::size_t, Program> programs_;
  std::vector<std::optional<Submission>> results_;
  std::size_t done_ = 0;
  std::uint64_t cycles_ = 0; ///< of what is done; all that came before only when one runs at a time
  bool failed_ = false;      ///< a submission ended in an error: start no more
  ChildJobs jobs_;           ///< last: its end ends the children before what they report to
};

} // namespace

void runParallel(const Workload& workload, const Config& config, const RunOptions& options,
                 const std::filesystem::path& simulator, ReportBuilder& builder) {
  ParallelRun(workload, config, options, simulator, builder).run();
}

} // namespace weft
