// run_command.cpp: `weft run`: a workload through the RTL or the golden model, every output checked
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "gen/num/error.hpp"
#include "sw/cli/command.hpp"
#include "sw/cli/progress.hpp"
#include "sw/cli/run_json.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/workload_run.hpp"
#include "sw/tensor/npy.hpp"

#include <iostream>
#include <memory>

namespace weft::cli {
namespace {

constexpr unsigned mostJobs = 256;

struct Options {
  CommonOptions common;
  std::string config, workload, memory, backend = "rtl", output, check = "stored", wave;
  std::vector<std::string> overrides;
  std::uint64_t seed = 1;
  unsigned jobs = 1;
};

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

void refuseTogether(const Options& options) {
  if (options.jobs > 1 && options.backend != "rtl")
    throw DesignError("--jobs " + std::to_string(options.jobs) + " needs --backend rtl");
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
         "  model:DIR,input=FILE.npy[,labels=FILE.npy][,samples=N][,layers=N]\n"
         "      a folder written by weft quantize, on real inputs";
}

RunOptions runOptions(const Options& options, const Config& config) {
  RunOptions run;
  run.backend = options.backend == "rtl" ? Backend::rtl : Backend::golden;
  run.quiet = options.common.quiet;
  run.jobs = options.jobs;
  run.rtl.seed = options.seed;
  run.rtl.memory =
      options.memory.empty() ? configuredMemory(config) : parseMemory(options.memory, config);
  if (!options.wave.empty())
    run.rtl.wave = parseWave(options.wave);
  run.progress = progressBar(options.jobs > 1 ? "submission" : "sample", options.common.quiet);
  refuseTogether(options);
  return run;
}

/// One .npy for each output of the workload; several samples are stacked.
void writeOutputs(const std::string& folder, const Workload& workload, const RunReport& report) {
  if (folder.empty())
    return;
  std::filesystem::create_directories(folder);
  for (std::size_t i = 0; i < workload.graph.outputs.size(); ++i) {
    std::vector<Tensor> samples;
    for (const std::vector<Tensor>& outputs : report.outputs)
      samples.push_back(outputs[i]);
    const std::string& name = workload.graph.tensors[workload.graph.outputs[i]].name;
    writeNpy(std::filesystem::path(folder) / (name + ".npy"),
             samples.size() == 1 ? samples[0] : stack(samples));
  }
}

int run(const Options& options) {
  const double start = steadySeconds();
  const Config config = loadConfig(options.config, options.overrides);
  const Workload workload = makeWorkload(options.workload, options.seed);
  RunReport report = runWorkload(workload, config, runOptions(options, config));
  report.command = {steadySeconds() - start, cpuSecondsWithChildren()};
  const RunRequest request{options.workload, options.seed, options.backend};
  printRun(std::cout, report, request, config);
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
  command->add_option("CONFIG", options->config, "preset name, or path of a configuration")
      ->required();
  command
      ->add_option("WORKLOAD", options->workload,
                   "e.g. gemm:128x768x768, encoder:L=128,D=768,H=12,F=3072")
      ->required();
  command->add_option("--seed", options->seed, "of random weights, inputs and memory stalls")
      ->check(mustBeUnsigned)
      ->capture_default_str();
  command->add_option("--memory", options->memory,
                      "latency=CYCLES,bytes=N[,stall=PERCENT][,error=ADDRESS], or ideal; what is "
                      "not given is the configuration's");
  command
      ->add_option("--override", options->overrides,
                   "a.b.c=VALUE: change one key of the configuration")
      ->allow_extra_args(false);
  command->add_option("--backend", options->backend, "what runs the workload")
      ->check(CLI::IsMember({"rtl", "golden"}))
      ->capture_default_str();
  command
      ->add_option("--output", options->output,
                   "write the workload's outputs as .npy into this folder")
      ->type_name("DIR");
  command
      ->add_option("--check", options->check,
                   "compare the tensors that the schedule stores, or every operator's; the "
                   "present schedules store every operator's output, so both check the same")
      ->check(CLI::IsMember({"stored", "all"}))
      ->capture_default_str();
  command
      ->add_option("--wave", options->wave,
                   "write the cycles from..to as FST: FILE[,from=CYCLE,to=CYCLE], counted from the "
                   "first cycle of the simulation")
      ->check(
          [](const std::string& text) { return folderMustExist(text.substr(0, text.find(','))); });
  command
      ->add_option("--jobs", options->jobs,
                   "simulate in N processes: the layers of one sample, each starting from the "
                   "golden state, or whole samples")
      ->type_name("N")
      ->check(CLI::Range(1U, mostJobs));
  options->common.addTo(*command);
  command->callback([options, &status] { status = run(*options); });
}

} // namespace weft::cli
