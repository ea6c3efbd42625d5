// benchmark_model_main.cpp: How fast the analytic model goes through configurations
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/combinations.hpp"
#include "gen/config/read.hpp"
#include "gen/num/random.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/performance.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <malloc.h>
#include <thread>

namespace {

using namespace weft;

struct Options {
  std::uint64_t seed = 1, count = 10'000;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  std::string workload = "bert-base:L=128,layers=1";
  double limit = 10;
};

/// base16 with sizes an architect would compare, 16 to 64 cells a side.
Config drawConfig(const Config& base, num::Random& random) {
  const auto power = [&](int low, int high) { return 1 << random.uniform(low, high); };
  Config config = base;
  config.array.rows = power(4, 6);
  config.array.columns = power(4, 6);
  config.scratchpad.kib = power(6, 9);
  config.accumulator.kib = power(7, 10);
  config.attention.multipliers = power(8, 10);
  config.post.lanes = power(4, 6);
  config.bus.bytes = power(4, 6);
  config.memory.bytes = config.bus.bytes;
  config.memory.latency = static_cast<int>(random.uniform(20, 120));
  return config;
}

std::vector<Config> drawConfigs(const Options& options) {
  const Config base = loadConfig("base16");
  num::Random random(options.seed);
  std::vector<Config> configs;
  while (configs.size() < options.count) {
    const Config config = drawConfig(base, random);
    if (combinationProblems(config).empty())
      configs.push_back(config);
  }
  return configs;
}

/// Cycles of `graph` on each configuration.
std::vector<std::int64_t> predictAll(const Graph& graph, const std::vector<Config>& configs,
                                     unsigned threads) {
  std::vector<std::int64_t> cycles(configs.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < configs.size(); i = next++)
      cycles[i] =
          predictCycles(graph, configs[i], {configs[i].memory.latency, configs[i].memory.bytes});
  };
  std::vector<std::thread> pool;
  for (unsigned i = 0; i < threads; ++i)
    pool.emplace_back(work);
  for (std::thread& thread : pool)
    thread.join();
  return cycles;
}

/// Schedules of a megabyte come and go: pages are kept, not returned and cleared each time.
void keepPages() {
  constexpr int kMost = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, kMost);
  mallopt(M_TRIM_THRESHOLD, kMost);
}

double seconds(std::clock_t ticks) { return static_cast<double>(ticks) / CLOCKS_PER_SEC; }

int benchmark(const Options& options) {
  keepPages();
  const std::vector<Config> configs = drawConfigs(options);
  const Graph graph = makeWorkloadShapes(options.workload, options.seed).graph;
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  std::vector<std::int64_t> cycles = predictAll(graph, configs, options.threads);
  const double used = seconds(std::clock() - cpu);
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::sort(cycles.begin(), cycles.end());
  std::cout << options.count << " configurations of " << options.workload << ", seed "
            << options.seed << ", " << options.threads << " threads\n"
            << wall << " s, " << used << " s of CPU, "
            << 1000 * used / static_cast<double>(options.count) << " ms each\n"
            << "cycles: least " << cycles.front() << ", median " << cycles[cycles.size() / 2]
            << ", most " << cycles.back() << '\n'
            << (wall <= options.limit ? "PASS" : "FAIL") << ": limit " << options.limit << " s\n";
  return wall <= options.limit ? 0 : 1;
}

int parseAndRun(int argc, char** argv) {
  Options options;
  CLI::App app{"predicts a workload on many random configurations"};
  app.add_option("--seed", options.seed, "of the configurations");
  app.add_option("--count", options.count, "configurations")->check(CLI::PositiveNumber);
  app.add_option("--threads", options.threads, "that share them out")->check(CLI::PositiveNumber);
  app.add_option("--workload", options.workload, "as for `weft model`");
  app.add_option("--limit", options.limit, "seconds that it may take");
  CLI11_PARSE(app, argc, argv);
  return benchmark(options);
}

} // namespace

int main(int argc, char** argv) {
  try {
    return parseAndRun(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "benchmark_model: " << error.what() << std::endl;
    return 2;
  }
}
