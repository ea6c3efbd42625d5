// lab.cpp: Runs that the rows of the benchmark share
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/lab.hpp"

#include "gen/config/read.hpp"
#include "gen/num/error.hpp"
#include "sw/runtime/memory_option.hpp"
#include "sw/runtime/workload_run.hpp"

#include <sstream>
#include <vector>

namespace weft::benchmark {

namespace {

Config configOf(const std::string& preset) {
  std::istringstream words(preset);
  std::string name, override;
  std::vector<std::string> overrides;
  for (words >> name; words >> override;)
    overrides.push_back(override);
  return loadConfig(name, overrides);
}

} // namespace

const RunReport& Lab::run(const std::string& preset, const std::string& workload,
                          const std::string& memory) {
  const auto key = std::make_tuple(preset, workload, memory);
  const auto known = runs_.find(key);
  return known != runs_.end()
             ? known->second
             : runs_.emplace(key, runAgain(preset, workload, memory, 1)).first->second;
}

RunReport Lab::runAgain(const std::string& preset, const std::string& workload,
                        const std::string& memory, unsigned jobs) {
  constexpr std::uint64_t kSeed = 1; // as `weft run`
  const Config config = configOf(preset);
  RunOptions options;
  options.jobs = jobs;
  options.rtl.seed = kSeed;
  options.rtl.memory = memory.empty() ? configuredMemory(config) : parseMemory(memory, config);
  RunReport report =
      runWorkload(makeWorkload(workload, kSeed, arithmeticOf(config)), config, options);
  if (!report.passed())
    throw InternalError(report.error ? *report.error : report.firstMismatch->text());
  return report;
}

} // namespace weft::benchmark
