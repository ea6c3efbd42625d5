// machines.cpp: The configurations of a regression, as files that `weft run` reads
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/machines.hpp"

#include "gen/config/hash.hpp"
#include "gen/config/keys.hpp"
#include "gen/config/random_config.hpp"
#include "gen/config/read.hpp"
#include "gen/export/export.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/output_folder.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace weft::regress {
namespace {

namespace fs = std::filesystem;

Machine asFile(const Config& config, const fs::path& folder, bool random) {
  const fs::path path = folder / (config.name + ".json");
  writeFileAtomically(path, configJson(config));
  return {config, path, random};
}

/// With the memories of tiny4 and the host of survey16.
Config smallWithHost(std::vector<std::string> overrides) {
  for (const char* small : {"scratchpad.kib=16", "accumulator.kib=16", "post.lanes=4",
                            "bus.bytes=8", "memory.bytes=8", "memory.latency=20"})
    overrides.emplace_back(small);
  return loadConfig("survey16", overrides);
}

/// "RxC" with "s" behind it for shared attention, "n" for none, or with the name of a dataflow.
std::optional<Config> sizedMachine(const std::string& name) {
  const std::size_t end = std::min(name.find_first_not_of("0123456789x"), name.size());
  const std::size_t x = name.find('x');
  if (x >= end)
    return std::nullopt;
  std::vector<std::string> overrides = {"name=a" + name, "array.rows=" + name.substr(0, x),
                                        "array.columns=" + name.substr(x + 1, end - x - 1)};
  const std::string suffix = name.substr(end);
  if (suffix == "n")
    return smallWithHost(overrides);
  if (suffix == "s")
    overrides.emplace_back("attention.engine=shared");
  else if (!suffix.empty())
    overrides.emplace_back("array.dataflow=" + suffix);
  return loadConfig("tiny4", overrides);
}

Config smallest() {
  std::vector<std::string> overrides = {"name=smallest"};
  for (const Key& key : configKeys())
    if (key.integer && !key.isPresent)
      overrides.push_back(key.path + "=" + std::to_string(nearestInteger(key.domain, 0)));
  return loadConfig("tiny4", overrides);
}

fs::path emit(const Machine& machine) {
  fs::path design = fs::absolute(machine.file).replace_extension("rtl");
  OutputFolder folder(design);
  for (const auto& [name, text] : exportFiles(machine.config))
    folder.write(name, text);
  folder.commit();
  return design;
}

/// Empty when `tool` reads the design without a warning.
std::string complaint(const char* tool, const fs::path& design) {
  try {
    runTool({WEFT_LINT_SCRIPT, tool, design}, design, design.string() + ".log");
    return {};
  } catch (const ToolError& error) {
    return error.what();
  }
}

} // namespace

Config namedConfig(const std::string& name) {
  if (name == "smallest")
    return smallest();
  if (name == "serial")
    return loadConfig("tiny4", {"name=serial", "attention.exponent_lanes=1"});
  const std::optional<Config> sized = sizedMachine(name);
  return sized ? *sized : loadConfig(name);
}

Config randomMachine(std::uint64_t regressionSeed, std::uint64_t index) {
  constexpr std::uint64_t kOtherSeeds = 1'000'000;
  Config config = randomConfig(regressionSeed + index);
  for (std::uint64_t i = 1; index % 2 == 0 && config.array.rows == config.array.columns; ++i)
    config = randomConfig(regressionSeed + index + i * kOtherSeeds);
  return config;
}

std::vector<Machine> writeMachines(const std::vector<std::string>& names, std::uint64_t randoms,
                                   std::uint64_t regressionSeed, const fs::path& folder) {
  fs::create_directories(folder);
  std::vector<Machine> all;
  all.reserve(names.size() + randoms);
  for (const std::string& name : names)
    all.push_back(asFile(namedConfig(name), folder, false));
  for (std::uint64_t i = 0; i < randoms; ++i)
    all.push_back(asFile(randomMachine(regressionSeed, i), folder, true));
  return all;
}

std::vector<Lint> lintDesign(const Machine& machine) {
  const fs::path design = emit(machine);
  constexpr std::array kTools = {"verilator", "verilator2005", "icarus", "yosys"};
  std::vector<Lint> lints;
  lints.reserve(kTools.size());
  for (const char* tool : kTools)
    lints.push_back({"build/weft gen " + machine.file.string() + " -o " + design.string() +
                         " && tests/lint/lint_rtl.sh " + tool + " " + design.string(),
                     complaint(tool, design)});
  return lints;
}

} // namespace weft::regress
