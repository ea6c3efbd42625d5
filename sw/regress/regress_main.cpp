// regress_main.cpp: random workloads on many configurations, RTL against golden
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/machines.hpp"
#include "sw/regress/random_case.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/runtime/workload_run.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace {

using namespace weft;
using regress::Machine;

struct Options {
  std::uint64_t seed = 1, count = 200;
  std::vector<std::string> configs = {"tiny4", "edge8", "4x8", "8x4", "base16"};
  std::uint64_t randomConfigs = 20;
  std::uint64_t shard = 0, shards = 1;
  std::string folder = "build/regress";
};

struct Tally {
  std::uint64_t passed = 0, failed = 0;

  /// `verdict` is empty when everything held; `command` repeats what was done.
  void note(const std::string& command, const std::string& verdict) {
    ++(verdict.empty() ? passed : failed);
    std::cout << (verdict.empty() ? "pass  " : "FAIL  ") << command << std::endl;
    if (!verdict.empty())
      std::cout << "      " << verdict << std::endl;
  }
};

/// The report's verdict in words; empty when everything held.
std::string verdictOf(const Machine& machine, const regress::Case& test) {
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

void runMachine(const Options& options, const std::vector<Machine>& all, std::uint64_t index,
                Tally& runs, Tally& lints) {
  const Machine& machine = all[index];
  if (machine.random)
    for (const regress::Lint& lint : regress::lintDesign(machine))
      lints.note(lint.command, lint.verdict);
  for (std::uint64_t round = 0; round * all.size() + index < options.count; ++round) {
    const regress::Case test = regress::randomCase(machine.config, options.seed, index, round);
    runs.note("build/weft run " + machine.file.string() + " '" + test.workload + "' --seed " +
                  std::to_string(test.seed) + " --memory " + test.memory,
              verdictOf(machine, test));
  }
}

int regressAll(const Options& options) {
  const std::vector<Machine> all =
      regress::writeMachines(options.configs, options.randomConfigs, options.seed, options.folder);
  Tally runs, lints;
  for (std::uint64_t m = options.shard; m < all.size(); m += options.shards)
    runMachine(options, all, m, runs, lints);
  std::cout << runs.passed << " passed, " << runs.failed
            << " failed; lint of random machines: " << lints.passed << " clean, " << lints.failed
            << " not" << std::endl;
  return runs.failed + lints.failed == 0 ? 0 : 1;
}

int parseAndRun(int argc, char** argv) {
  Options options;
  CLI::App app{"random workloads of all kinds through the RTL, every stored output checked"};
  app.add_option("--seed", options.seed, "of sizes, memories, data and random configurations");
  app.add_option("--count", options.count,
                 "runs in all; six for each configuration hold every kind of workload");
  app.add_option("--configs", options.configs, "presets, paths or ROWSxCOLUMNS")->delimiter(',');
  app.add_option("--random-configs", options.randomConfigs,
                 "random configurations beside them, linted before they run");
  app.add_option("--shard", options.shard, "run only every n-th configuration, from this one");
  app.add_option("--shards", options.shards, "n");
  app.add_option("--folder", options.folder, "where the configurations are written");
  CLI11_PARSE(app, argc, argv);
  return regressAll(options);
}

int report(const std::exception& error, int status) {
  std::cerr << "regress: " << error.what() << std::endl;
  return status;
}

} // namespace

int main(int argc, char** argv) {
  installInterruptHandler();
  try {
    return parseAndRun(argc, argv);
  } catch (const Interrupted& error) {
    return report(error, 130);
  } catch (const std::exception& error) {
    return report(error, 2);
  }
}
