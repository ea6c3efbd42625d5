// regress_main.cpp: Random workloads on many configurations, commands and RTL against golden
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/class_case.hpp"
#include "sw/regress/machines.hpp"
#include "sw/regress/random_case.hpp"
#include "sw/runtime/child_jobs.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/runtime/workload_run.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <thread>

namespace {

using namespace weft;
using regress::ClassCase;
using regress::Machine;

struct Options {
  std::uint64_t seed = 1, count = 200;
  std::vector<std::string> configs = {"tiny4",  "edge8",  "edge8s",   "4x8",   "8x4",   "8x4s",
                                      "8x4n",   "base16", "survey16", "4x4os", "4x8os", "16x8os",
                                      "4x4nlr", "8x4nlr", "4x4rs",    "8x4rs", "4x16rs"};
  std::uint64_t randomConfigs = 20;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
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

/// What went wrong on `backend`, in words; empty when everything held.
std::string verdictOf(const Machine& machine, const regress::Case& test,
                      const std::string& backend) {
  const Workload workload = makeWorkload(test.workload, test.seed, arithmeticOf(machine.config));
  RunOptions run;
  run.backend = backend;
  run.quiet = true;
  run.watched = true;
  run.rtl.seed = test.seed;
  run.rtl.memory = parseMemory(test.memory, machine.config);
  const RunReport report = runWorkload(workload, machine.config, run);
  if (report.error)
    return backend + ": " + *report.error;
  if (backend == "rtl" && report.limit.cycles > report.counters->cycles)
    return "the limit of " + std::to_string(report.limit.cycles) + " cycles is above the " +
           std::to_string(report.counters->cycles) + " of the run";
  return report.mismatches == 0 ? "" : backend + ": " + report.firstMismatch->text();
}

/// Commands without time first: what they find is the compiler's, and found in milliseconds.
std::string verdictOf(const Machine& machine, const regress::Case& test) {
  try {
    std::string verdict = verdictOf(machine, test, "commands");
    return verdict.empty() ? verdictOf(machine, test, "rtl") : verdict;
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  }
}

/// Of every four runs of a machine three are drawn by classes and one uniformly. Classes take turns
/// over all machines.
ClassCase draw(const Options& options, const std::vector<Machine>& all, std::uint64_t number) {
  constexpr std::uint64_t kPeriod = 4;
  const std::uint64_t machine = number % all.size(), round = number / all.size();
  const Config& config = all[machine].config;
  if (round % kPeriod == kPeriod - 1)
    return {regress::randomCase(config, options.seed, machine, round / kPeriod), {}};
  const std::uint64_t classRound = round - round / kPeriod;
  return regress::classCase(config, options.seed, classRound * all.size() + machine);
}

std::string commandOf(const Machine& machine, const regress::Case& test) {
  return "build/weft run " + machine.file.string() + " '" + test.workload + "' --seed " +
         std::to_string(test.seed) + " --memory " + test.memory;
}

std::string classesText(const std::vector<regress::SizeClass>& classes) {
  std::ostringstream out;
  for (const regress::SizeClass& each : classes)
    out << "\n      class " << regress::lineOf(each) << ' ' << std::showpos << each.offset;
  return out.str();
}

/// Verdicts of several pieces of work, from one process to another.
std::string joined(const std::vector<std::string>& verdicts) {
  std::string bytes;
  for (const std::string& verdict : verdicts)
    bytes += verdict + '\0';
  return bytes;
}

std::vector<std::string> separated(const std::string& bytes) {
  std::vector<std::string> verdicts;
  for (std::size_t at = 0; at < bytes.size(); at = bytes.find('\0', at) + 1)
    verdicts.emplace_back(bytes.c_str() + at);
  return verdicts;
}

/// Lint and runs in child processes. Every machine comes once before any comes again, so that one
/// builds its simulator while another runs.
class Regression {
public:
  explicit Regression(const Options& options)
      : options_(options), all_(regress::writeMachines(options.configs, options.randomConfigs,
                                                       options.seed, options.folder)),
        jobs_(options.jobs) {}

  int run() {
    const double start = steadySeconds();
    for (std::uint64_t first = 0; first < options_.count; first += kRunsOfAJob * all_.size())
      for (std::uint64_t machine = 0; machine < all_.size(); ++machine) {
        if (first == 0 && all_[machine].random)
          startLint(all_[machine]);
        startRuns(all_[machine], first + machine);
      }
    jobs_.wait();
    report(steadySeconds() - start);
    return runs_.failed + lints_.failed == 0 ? 0 : 1;
  }

private:
  static constexpr std::uint64_t kRunsOfAJob = 8;

  void startLint(const Machine& machine) {
    const auto lint = [machine] {
      std::vector<std::string> texts;
      for (const regress::Lint& each : regress::lintDesign(machine)) {
        texts.push_back(each.command);
        texts.push_back(each.verdict);
      }
      return joined(texts);
    };
    jobs_.start(machine.config.name, lint, [this](const std::string& bytes) {
      const std::vector<std::string> texts = separated(bytes);
      for (std::size_t i = 0; i < texts.size(); i += 2)
        lints_.note(texts[i], texts[i + 1]);
    });
  }

  /// Runs `number`, `number` + machines, and so on.
  void startRuns(const Machine& machine, std::uint64_t number) {
    std::vector<ClassCase> cases;
    for (; cases.size() < kRunsOfAJob && number < options_.count; number += all_.size())
      cases.push_back(draw(options_, all_, number));
    const auto work = [&] {
      std::vector<std::string> verdicts;
      verdicts.reserve(cases.size());
      for (const ClassCase& each : cases)
        verdicts.push_back(verdictOf(machine, each.test));
      return joined(verdicts);
    };
    jobs_.start(machine.config.name, work, [this, machine, cases](const std::string& bytes) {
      const std::vector<std::string> verdicts = separated(bytes);
      for (std::size_t i = 0; i < cases.size(); ++i)
        noteRun(machine, cases[i], verdicts.at(i));
    });
  }

  void noteRun(const Machine& machine, const ClassCase& each, const std::string& verdict) {
    regress::note(classes_, each.classes);
    runs_.note(commandOf(machine, each.test),
               verdict.empty() ? "" : verdict + classesText(each.classes));
  }

  void report(double seconds) const {
    std::cout << '\n' << regress::tallyText(classes_) << '\n';
    std::cout << runs_.passed << " passed, " << runs_.failed
              << " failed; lint of random machines: " << lints_.passed << " clean, "
              << lints_.failed << " not; " << std::fixed << std::setprecision(0) << seconds
              << " s, " << 60 * static_cast<double>(runs_.passed + runs_.failed) / seconds
              << " runs per minute" << std::endl;
  }

  const Options& options_;
  std::vector<Machine> all_;
  Tally runs_, lints_;
  regress::ClassTally classes_;
  ChildJobs jobs_; ///< last: its end ends the children before what they report to
};

int parseAndRun(int argc, char** argv) {
  Options options;
  CLI::App app{"random workloads of all kinds, commands and RTL, every stored output checked"};
  app.add_option("--seed", options.seed, "of sizes, memories, data and random configurations");
  app.add_option("--count", options.count, "runs in all, shared out among the configurations");
  app.add_option("--configs", options.configs,
                 "presets, paths or ROWSxCOLUMNS, with an s behind: attention on the array")
      ->delimiter(',');
  app.add_option("--random-configs", options.randomConfigs,
                 "random configurations beside them, linted before they run");
  app.add_option("--jobs", options.jobs, "processes at a time")->check(CLI::PositiveNumber);
  app.add_option("--folder", options.folder, "where the configurations are written");
  CLI11_PARSE(app, argc, argv);
  return Regression(options).run();
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
