// model_command.cpp: `weft model`: what a workload costs, without simulation
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/model_report.hpp"
#include "sw/cli/model_statistics.hpp"
#include "sw/cli/model_temporal.hpp"
#include "sw/cli/workload_options.hpp"
#include "sw/model/workload.hpp"

#include <iostream>
#include <memory>

namespace weft::cli {
namespace {

struct Options {
  CommonOptions common;
  WorkloadOptions what;
  std::string energy, statistics, temporal;
};

/// Errors of the memory have no model.
ModelMemory modelMemory(const Options& options, const Config& config) {
  const MemoryOption memory = options.what.memoryFor(config);
  if (memory.errorOffset)
    throw DesignError("--memory: error= has no meaning for the model");
  return {memory.latency, memory.bytes, memory.stallPercent};
}

/// A temporal machine computes everything on its lanes.
Arithmetic arithmeticFor(const Options& options, const Config& config) {
  return options.temporal.empty() ? arithmeticOf(config)
                                  : Arithmetic{.chunkKeys = config.attention.chunk};
}

int model(const Options& options) {
  if (!options.statistics.empty())
    return runStatistics(options.statistics, options.common);
  std::vector<NamedFile> read = options.what.files();
  read.push_back({"--energy", options.energy});
  requireDistinct({options.common.file()}, read);
  const Config config = options.what.load();
  const ModelMemory memory = modelMemory(options, config);
  const EnergyPrices prices =
      options.energy.empty() ? relativePrices() : loadEnergyPrices(options.energy);
  const WorkloadShapes shapes =
      makeWorkloadShapes(options.what.workload, options.what.seed, arithmeticFor(options, config));
  const ModelRequest request{options.what.workload, options.what.seed, memory, prices};
  if (!options.temporal.empty())
    return runTemporal(options.temporal, shapes, request, config, options.common);
  const Performance performance = predict(shapes.graph, config, memory, shapes.samples);
  if (!options.common.quiet)
    printModel(std::cout, performance, shapes.graph, request, config);
  options.common.write(modelJson(performance, shapes.graph, request, config));
  return done;
}

} // namespace

void addModel(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("model", "what a workload costs, without simulation");
  const WorkloadOptions::Added what = options->what.addTo(*command);
  CLI::Option* energy =
      command
          ->add_option("--energy", options->energy,
                       "table of prices: relative (default), horowitz45, or the path of one")
          ->check(mustNotBeEmpty);
  CLI::Option* temporal =
      command
          ->add_option("--temporal", options->temporal,
                       "instead: a temporal machine with as many lanes as the array has cells and "
                       "the scratchpad as its buffer: simd (one thread, wide registers) or simt "
                       "(warps of threads)")
          ->check(CLI::IsMember(temporalNames()));
  CLI::Option* statistics =
      command
          ->add_option("--statistics", options->statistics,
                       "instead: FLOPs, bytes and intensity of bert-base:L=N, bert-large:L=N or "
                       "gpt2:tokens=N[,prompt=N], each with [,layers=N]")
          ->type_name("WORKLOAD")
          ->check(mustNotBeEmpty)
          ->excludes(what.config, what.seed, what.memory, what.overrides, energy, temporal);
  options->common.addTo(*command);
  command->callback([options, what, statistics, &status] {
    for (const CLI::Option* positional : {what.config, what.workload})
      if (statistics->empty() && positional->empty())
        throw CLI::RequiredError(positional->get_name());
    status = model(*options);
  });
}

} // namespace weft::cli
