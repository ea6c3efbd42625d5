// machines.hpp: The configurations of a regression, as files that `weft run` reads
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weft::regress {

/// A configuration and the file that holds it.
struct Machine {
  Config config;
  std::filesystem::path file;
  bool random = false;
};

/// A preset's name, a path, "RxC": tiny4 with an array of R rows and C columns, also "RxCs" with
/// attention on it and "RxCos" with another dataflow, "smallest": every number the least that is
/// allowed, or "serial": tiny4 with one exponential a cycle. Throws DesignError.
Config namedConfig(const std::string& name);

/// Random configuration number `index` of a regression; even ones are rectangular.
Config randomMachine(std::uint64_t regressionSeed, std::uint64_t index);

/// Writes the named configurations, then `randoms` random ones, into `folder`.
std::vector<Machine> writeMachines(const std::vector<std::string>& names, std::uint64_t randoms,
                                   std::uint64_t regressionSeed,
                                   const std::filesystem::path& folder);

/// What one tool says about a design: the command that repeats it; nothing, or its complaint.
struct Lint {
  std::string command, verdict;
};

/// Emits the Verilog of `machine` beside its file and reads it with Verilator (both languages),
/// Icarus and Yosys.
std::vector<Lint> lintDesign(const Machine& machine);

} // namespace weft::regress
