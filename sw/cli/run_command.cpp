// run_command.cpp: `weft run`: a workload on a backend, every output checked
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "sw/cli/command.hpp"
#include "sw/cli/progress.hpp"
#include "sw/cli/run_json.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/trace_file.hpp"
#include "sw/runtime/workload_run.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/destination.hpp"
#include "sw/tensor/npy.hpp"

#include <iostream>
#include <memory>

namespace weft::cli {
namespace {

constexpr unsigned kMostJobs = 256;

struct Options {
  CommonOptions common;
  RunRequest request;
  std::string output, wave, trace;
};

std::string waveFile(const std::string& text) { return text.substr(0, text.find(',')); }

/// "FILE[,from=,to=]".
WaveWindow parseWave(const std::string& text) {
  WaveWindow window;
  std::istringstream items(text);
  std::string item;
  std::getline(items, item, ',');
  window.file = item;
  while (std::getline(items, item, ',')) {
    const std::size_t equals = item.find('=');
    const std::string key = item.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : item.substr(equals + 1);
    if ((key != "from" && key != "to") || !mustBeUnsigned(value).empty())
      throw DesignError("--wave: '" + item + "' is not from=CYCLE or to=CYCLE");
    (key == "from" ? window.from : window.to) = std::stoull(value);
  }
  if (window.file.empty() || window.from > window.to)
    throw DesignError("--wave: wants FILE[,from=CYCLE,to=CYCLE] with from <= to, got '" + text +
                      "'");
  return window;
}

/// "--backend rtl or commands": those that `can` accepts.
std::string backendsThat(bool Backend::*can) {
  std::string names;
  for (const Backend& backend : backends())
    if (backend.*can)
      names += (names.empty() ? "--backend " : " or ") + backend.name;
  return names;
}

void refuseWhatTheBackendLacks(const Options& options, const RtlOptions& rtl) {
  const Backend& backend = backendNamed(options.request.backend);
  const auto needs = [&](bool given, const std::string& option, bool Backend::*can) {
    if (given && !(backend.*can))
      throw DesignError(option + " needs " + backendsThat(can));
  };
  const unsigned jobs = options.request.jobs;
  needs(jobs > 1, "--jobs " + std::to_string(jobs), &Backend::commands);
  needs(!options.wave.empty(), "--wave", &Backend::simulates);
  needs(!options.trace.empty(), "--trace", &Backend::simulates);
  needs(rtl.memory.errorOffset.has_value(), "--memory error=", &Backend::simulates);
}

const char* workloadHelp() {
  return "WORKLOAD is one of\n"
         "  gemm:MxKxN[,act=none|relu|gelu][,bias=0|1][,out=int8|int16|int32]\n"
         "  attention:L=,S=,D=,H=[,mask=none|causal|padding][,valid=N]\n"
         "      L queries, S keys, head size D, H heads; padding: N valid keys, else drawn\n"
         "  layernorm:RxD   softmax:RxS   add:RxD\n"
         "  encoder:L=,D=,H=,F=[,layers=N][,norm=post|pre][,mask=...]\n"
         "      model width D, feed-forward width F\n"
         "  bert-base:L=[,layers=N]   bert-large:L=[,layers=N]\n"
         "  conv:H=,W=,C=,K=[,R=,S=][,stride=1|2][,pad=][,act=none|relu]\n"
         "      [,pool=none|max2|max3|average][,residual=0|1]\n"
         "      image H x W of C channels, K results a pixel, kernel R x S of 1 to 7 each; "
         "without\n"
         "      pad= stride 1 keeps H, W; maxima come before the residual, the mean behind it\n"
         "  resnet50[:size=224]\n"
         "  model:DIR,input=FILE.npy[,labels=FILE.npy][,samples=N][,layers=N]\n"
         "      a folder written by weft quantize, on real inputs; a path with , or = stands in\n"
         "      double quotes: model:\"a=b\",input=\"x,y.npy\"";
}

std::vector<std::string> backendNames() {
  std::vector<std::string> names;
  for (const Backend& backend : backends())
    names.push_back(backend.name);
  return names;
}

std::string backendHelp() {
  std::string help = "what runs the workload";
  for (const Backend& backend : backends())
    help += (&backend == backends().data() ? ": " : ", ") + backend.name + " = " + backend.meaning;
  return help;
}

RunOptions runOptions(const Options& options, const Config& config) {
  const RunRequest& request = options.request;
  RunOptions run;
  run.backend = request.backend;
  run.quiet = options.common.quiet;
  run.jobs = request.jobs;
  run.rtl.seed = request.seed;
  run.rtl.memory = request.memoryFor(config);
  run.rtl.timeline = !options.trace.empty();
  if (!options.wave.empty())
    run.rtl.wave = parseWave(options.wave);
  refuseWhatTheBackendLacks(options, run.rtl);
  run.progress = progressBar(request.jobs > 1 ? "submission" : "sample", options.common.quiet);
  return run;
}

/// One .npy in --output for each output of the workload.
std::vector<NamedFile> outputFiles(const std::string& folder, const Graph& graph) {
  std::vector<NamedFile> files;
  for (const TensorId output : graph.outputs)
    files.push_back({"--output", linksFollowed(folder) / (graph.tensors[output].name + ".npy")});
  return files;
}

/// Several samples are stacked.
void writeOutputs(const std::string& folder, const Workload& workload, const RunReport& report) {
  if (folder.empty())
    return;
  std::filesystem::create_directories(linksFollowed(folder));
  const std::vector<NamedFile> files = outputFiles(folder, workload.graph);
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::vector<Tensor> samples;
    for (const std::vector<Tensor>& outputs : report.outputs)
      samples.push_back(outputs[i]);
    writeNpy(files[i].path, samples.size() == 1 ? samples[0] : stack(samples));
  }
}

/// The file is there from the start, so that a place that cannot be written is known before the
/// simulation.
class TraceFile {
public:
  explicit TraceFile(const std::string& name) {
    if (!name.empty())
      file_.emplace(name);
  }

  void write(const RunReport& report, const std::string& process) {
    if (!file_)
      return;
    writeTrace(report.timelines, process, [&](std::string_view text) { file_->write(text); });
    file_->commit();
  }

private:
  std::optional<AtomicFile> file_;
};

void refuseMissedWindow(const RunOptions& run, const RunReport& report) {
  if (run.rtl.wave && report.passed() && report.counters->cycles <= run.rtl.wave->from)
    throw DesignError("--wave: the run has ended in cycle " +
                      std::to_string(report.counters->cycles) +
                      ", before from=" + std::to_string(run.rtl.wave->from));
}

/// Before any work.
void refuseOverlaps(const Options& options) {
  requireDistinct(
      {options.common.file(), {"--trace", options.trace}, {"--wave", waveFile(options.wave)}},
      options.request.files());
}

/// Once the workload says what it writes.
void refuseOverlaps(const Options& options, const Graph& graph) {
  if (options.output.empty())
    return;
  std::vector<NamedFile> others = options.request.files();
  others.insert(others.end(), {options.common.file(), {"--trace", options.trace}});
  requireDistinct(outputFiles(options.output, graph), others);
}

int run(const Options& options) {
  const double start = steadySeconds();
  const RunRequest& request = options.request;
  refuseOverlaps(options);
  const Config config = request.load();
  const RunOptions run = runOptions(options, config);
  TraceFile trace(options.trace);
  const Workload workload =
      makeWorkload(request.workload, request.seed, arithmeticOf(config), [&](const Graph& graph) {
        requireCompilable(graph, config);
        refuseOverlaps(options, graph);
      });
  RunReport report = runWorkload(workload, config, run);
  refuseMissedWindow(run, report);
  report.command = {steadySeconds() - start, cpuSecondsWithChildren()};
  if (!options.common.quiet)
    printRun(std::cout, report, request, config);
  printFailure(std::cout, report, request);
  trace.write(report, config.name + " " + request.workload);
  writeOutputs(options.output, workload, report);
  options.common.write(runJson(report, request, config));
  return report.passed() ? done : checkFailed;
}

} // namespace

void addRun(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("run", "run a workload through the RTL and check every stored output");
  command->footer(workloadHelp());
  const WorkloadOptions::Added what = options->request.addTo(*command);
  what.config->required();
  what.workload->required();
  command->add_option("--backend", options->request.backend, backendHelp())
      ->check(CLI::IsMember(backendNames()))
      ->capture_default_str();
  command
      ->add_option("--output", options->output,
                   "write the workload's outputs as .npy into this folder")
      ->type_name("DIR")
      ->check(mustBeWritableFolder);
  command
      ->add_option("--check", options->request.check,
                   "compare the tensors that the schedule stores, or every operator's; the "
                   "present schedules store every operator's output, so both check the same")
      ->check(CLI::IsMember({"stored", "all"}))
      ->capture_default_str();
  command
      ->add_option("--trace", options->trace,
                   "write the timeline of every engine as Chrome trace JSON (opens in Perfetto)")
      ->type_name("FILE")
      ->check(mustBeWritable);
  command
      ->add_option("--wave", options->wave,
                   "write the cycles from..to, counted as the result counts them, as FST")
      ->type_name("FILE[,from=CYCLE,to=CYCLE]")
      ->check([](const std::string& text) { return mustBeWritable(waveFile(text)); });
  command
      ->add_option("--jobs", options->request.jobs,
                   "simulate in N processes: the layers of one sample, each starting from the "
                   "golden state, or whole samples")
      ->type_name("N")
      ->check(mustBeUnsigned)
      ->check(CLI::Range(1U, kMostJobs));
  options->common.addTo(*command);
  command->callback([options, &status] { status = run(*options); });
}

} // namespace weft::cli
