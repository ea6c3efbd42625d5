// regress_main.cpp: random workloads on many configurations, RTL against golden, a reproducer for
// every failure SPDX-License-Identifier: Apache-2.0
#include "gen/config/hash.hpp"
#include "gen/config/random_config.hpp"
#include "gen/config/read.hpp"
#include "gen/num/error.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/runtime/workload_run.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "verif/regress/random_case.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace {

using namespace weft;

struct Options {
  std::uint64_t seed = 1, count = 200;
  std::vector<std::string> configs = {"tiny4", "edge8", "4x8", "8x4", "base16"};
  std::uint64_t randomConfigs = 20;
  std::uint64_t shard = 0, shards = 1;
  std::string folder = "build/regress";
};

/// A configuration and what `weft run` calls it.
struct Machine {
  Config config;
  std::string reference;
};

/// "RxC" is tiny4 with that array; anything else a preset or a path.
Config namedConfig(const std::string& name) {
  const std::size_t x = name.find('x');
  const bool shape =
      x != std::string::npos && name.find_first_not_of("0123456789x") == std::string::npos;
  if (!shape)
    return loadConfig(name);
  return loadConfig("tiny4", {"name=a" + name, "array.rows=" + name.substr(0, x),
                              "array.columns=" + name.substr(x + 1)});
}

Machine asFile(const Config& config, const std::string& name, const std::string& folder) {
  const std::string path = folder + "/" + name + ".json";
  writeFileAtomically(path, configJson(config));
  return {config, path};
}

std::vector<Machine> machines(const Options& options) {
  std::filesystem::create_directories(options.folder);
  std::vector<Machine> all;
  for (const std::string& name : options.configs)
    all.push_back(asFile(namedConfig(name), name, options.folder));
  for (std::uint64_t i = 0; i < options.randomConfigs; ++i)
    all.push_back(asFile(randomConfig(options.seed + i),
                         "random" + std::to_string(options.seed + i), options.folder));
  return all;
}

/// The report's verdict in words; empty when everything held.
std::string runCase(const Machine& machine, const regress::Case& test) {
  try {
    const Workload workload = makeWorkload(test.workload, test.seed);
    RunOptions run;
    run.quiet = true;
    run.rtl.seed = test.seed;
    run.rtl.memory = parseMemory(test.memory, machine.config);
    const RunReport report = runWorkload(workload, machine.config, run);
    if (report.error)
      return *report.error;
    return report.mismatches == 0 ? "" : report.firstMismatch->text();
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  }
}

int regressAll(const Options& options) {
  const std::vector<Machine> all = machines(options);
  std::uint64_t passed = 0, failed = 0;
  for (std::uint64_t m = options.shard; m < all.size(); m += options.shards)
    for (std::uint64_t i = m; i < options.count; i += all.size()) {
      const regress::Case test =
          regress::randomCase(all[m].config, options.seed, i / all.size() + 6 * m + i);
      const std::string verdict = runCase(all[m], test);
      ++(verdict.empty() ? passed : failed);
      std::cout << (verdict.empty() ? "pass  " : "FAIL  ") << "build/weft run " << all[m].reference
                << " '" << test.workload << "' --seed " << test.seed << " --memory " << test.memory
                << std::endl;
      if (!verdict.empty())
        std::cout << "      " << verdict << std::endl;
    }
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  installInterruptHandler();
  Options options;
  CLI::App app{"random workloads of all kinds through the RTL, every stored output checked"};
  app.add_option("--seed", options.seed, "of sizes, memories, data and random configurations");
  app.add_option("--count", options.count, "runs in all");
  app.add_option("--configs", options.configs, "presets, paths or ROWSxCOLUMNS")->delimiter(',');
  app.add_option("--random-configs", options.randomConfigs, "random configurations beside them");
  app.add_option("--shard", options.shard, "run only every n-th configuration, from this one");
  app.add_option("--shards", options.shards, "n");
  app.add_option("--folder", options.folder, "where the configurations are written");
  CLI11_PARSE(app, argc, argv);
  try {
    return regressAll(options);
  } catch (const Interrupted&) {
    return 130;
  } catch (const std::exception& error) {
    std::cerr << "regress: " << error.what() << std::endl;
    return 2;
  }
}
