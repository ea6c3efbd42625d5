// model_command.cpp: `weft model`: what a workload costs, without simulation
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/cli/model_report.hpp"
#include "sw/cli/model_statistics.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/memory_option.hpp"

#include <iostream>
#include <memory>

namespace weft::cli {
namespace {

struct Options {
  CommonOptions common;
  std::string config, workload, memory, energy, statistics;
  std::vector<std::string> overrides;
  std::uint64_t seed = 1;
};

/// Errors of the memory have no model.
ModelMemory modelMemory(const Options& options, const Config& config) {
  const MemoryOption memory =
      options.memory.empty() ? configuredMemory(config) : parseMemory(options.memory, config);
  if (memory.errorOffset)
    throw DesignError("--memory: error= has no meaning for the model");
  return {memory.latency, memory.bytes, memory.stallPercent};
}

int model(const Options& options) {
  if (!options.statistics.empty())
    return runStatistics(options.statistics, options.common);
  const Config config = loadConfig(options.config, options.overrides);
  const ModelMemory memory = modelMemory(options, config);
  const EnergyPrices prices =
      options.energy.empty() ? relativePrices() : loadEnergyPrices(options.energy);
  const WorkloadShapes shapes =
      makeWorkloadShapes(options.workload, options.seed, config.attention.chunk);
  const Performance performance = predict(shapes.graph, config, memory, shapes.samples);
  const ModelRequest request{options.workload, options.seed, memory, prices};
  if (!options.common.quiet)
    printModel(std::cout, performance, shapes.graph, request, config);
  options.common.write(modelJson(performance, shapes.graph, request, config));
  return done;
}

} // namespace

void addModel(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("model", "what a workload costs, without simulation");
  CLI::Option* config =
      command->add_option("CONFIG", options->config, "preset name, or path of a configuration");
  CLI::Option* workload = command->add_option("WORKLOAD", options->workload, "as for `weft run`");
  CLI::Option* seed =
      command->add_option("--seed", options->seed, "of the lengths that a workload draws")
          ->check(mustBeUnsigned);
  CLI::Option* memory = command
                            ->add_option("--memory", options->memory,
                                         "latency=CYCLES,bytes=N[,stall=PERCENT], or ideal")
                            ->check(mustNotBeEmpty);
  CLI::Option* overrides = command
                               ->add_option("--override", options->overrides,
                                            "a.b.c=VALUE: change one key of the configuration")
                               ->allow_extra_args(false);
  CLI::Option* energy =
      command
          ->add_option("--energy", options->energy,
                       "table of prices: relative (default), horowitz45, or the path of one")
          ->check(mustNotBeEmpty);
  CLI::Option* statistics =
      command
          ->add_option("--statistics", options->statistics,
                       "instead: FLOPs, bytes and intensity of bert-base:L=N, bert-large:L=N or "
                       "gpt2:tokens=N[,prompt=N], each with [,layers=N]")
          ->type_name("WORKLOAD")
          ->check(mustNotBeEmpty)
          ->excludes(config, seed, memory, overrides, energy);
  options->common.addTo(*command);
  command->callback([options, config, workload, statistics, &status] {
    for (const CLI::Option* positional : {config, workload})
      if (statistics->empty() && positional->empty())
        throw CLI::RequiredError(positional->get_name());
    status = model(*options);
  });
}

} // namespace weft::cli
