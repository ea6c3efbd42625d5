// workload_options.hpp: Options by which several subcommands choose a configuration and a workload.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/config/read.hpp"
#include "sw/cli/command.hpp"
#include "sw/cli/named_files.hpp"
#include "sw/runtime/memory_option.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace weft::cli {

/// CONFIG and --override.
struct ConfigOptions {
  std::string config;
  std::vector<std::string> overrides;

  struct Added {
    CLI::Option* config;
    CLI::Option* overrides;
  };
  Added addTo(CLI::App& command);

  /// Throws DesignError with everything that is wrong.
  Config load() const;

  /// The file of the configuration, no path when it is a preset.
  NamedFile file() const { return {"CONFIG", isConfigPath(config) ? config : ""}; }
};

/// These, WORKLOAD, --seed and --memory.
struct WorkloadOptions : ConfigOptions {
  std::string workload, memory;
  std::uint64_t seed = 1;

  struct Added : ConfigOptions::Added {
    CLI::Option* workload;
    CLI::Option* seed;
    CLI::Option* memory;
  };
  Added addTo(CLI::App& command);

  /// The file of the configuration and those that the workload reads.
  std::vector<NamedFile> files() const;

  /// The memory that was asked for, or the configuration's. Throws DesignError.
  MemoryOption memoryFor(const Config& config) const;
};

} // namespace weft::cli
