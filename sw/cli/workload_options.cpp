// workload_options.cpp: Options by which several subcommands choose a configuration and a workload.
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/workload_options.hpp"

#include "sw/model/model_workload.hpp"

namespace weft::cli {

ConfigOptions::Added ConfigOptions::addTo(CLI::App& command) {
  return {
      command.add_option("CONFIG", config, "preset name, or path of a configuration"),
      command
          .add_option("--override", overrides, "a.b.c=VALUE: change one key of the configuration")
          ->allow_extra_args(false)};
}

Config ConfigOptions::load() const { return loadConfig(config, overrides); }

WorkloadOptions::Added WorkloadOptions::addTo(CLI::App& command) {
  const ConfigOptions::Added machine = ConfigOptions::addTo(command);
  return {machine,
          command.add_option("WORKLOAD", workload,
                             "e.g. gemm:128x768x768, encoder:L=128,D=768,H=12,F=3072; "
                             "weft run --help lists all"),
          command.add_option("--seed", seed, "of weights, inputs, lengths and memory stalls")
              ->check(mustBeUnsigned)
              ->capture_default_str(),
          command
              .add_option("--memory", memory,
                          "latency=CYCLES,bytes=N[,stall=PERCENT][,error=ADDRESS], or ideal; what "
                          "is not given is the configuration's; error= is for simulations")
              ->check(mustNotBeEmpty)};
}

std::vector<NamedFile> WorkloadOptions::files() const {
  std::vector<NamedFile> files = {file()};
  for (const std::string& path : filesOfWorkload(workload))
    files.push_back({"WORKLOAD", path});
  return files;
}

MemoryOption WorkloadOptions::memoryFor(const Config& configuration) const {
  return memory.empty() ? configuredMemory(configuration) : parseMemory(memory, configuration);
}

} // namespace weft::cli
