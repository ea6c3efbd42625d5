// points_main.cpp: draws the points at which the analytic model is compared with the RTL
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "verif/regress/large_case.hpp"
#include "verif/regress/machines.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace {

using namespace weft;

struct Options {
  std::uint64_t seed = 1, small = 48, large = 24, randomConfigs = 3;
  std::vector<std::string> configs = {"tiny4", "edge8", "base16", "4x8", "8x4"};
  std::vector<std::string> largeConfigs = {"base16", "edge8", "wide32"};
  std::string folder = "build/validation";
};

void print(const char* kind, const regress::Machine& machine, const regress::Case& point) {
  std::cout << kind << '\t' << machine.file.string() << '\t' << point.workload << '\t'
            << point.memory << '\t' << point.seed << '\n';
}

/// Kinds of workloads take turns; the machine of each point is drawn.
template <class Draw>
void drawPoints(const char* kind, const Options& options, std::uint64_t count,
                const std::vector<regress::Machine>& machines, std::uint64_t stream, Draw draw) {
  for (std::uint64_t i = 0; i < count; ++i) {
    num::Random random(options.seed, stream + i);
    const std::uint64_t machine = random.below(machines.size());
    print(kind, machines[machine], draw(machines[machine].config, options.seed, machine, i));
  }
}

void drawAll(const Options& options) {
  constexpr std::uint64_t small = std::uint64_t{2} << 32, large = std::uint64_t{3} << 32;
  std::filesystem::create_directories(options.folder);
  drawPoints(
      "small", options, options.small,
      regress::writeMachines(options.configs, options.randomConfigs, options.seed, options.folder),
      small, regress::randomCase);
  drawPoints("large", options, options.large,
             regress::writeMachines(options.largeConfigs, 0, options.seed, options.folder), large,
             regress::largeCase);
}

} // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"one line a point: class, configuration, workload, memory, seed"};
  app.add_option("--seed", options.seed, "of sizes, memories, data and random configurations");
  app.add_option("--small", options.small, "points of the random regression's sizes");
  app.add_option("--large", options.large, "large products and layers like BERT's");
  app.add_option("--configs", options.configs, "presets, paths or ROWSxCOLUMNS")->delimiter(',');
  app.add_option("--large-configs", options.largeConfigs, "the same, of large points")
      ->delimiter(',');
  app.add_option("--random-configs", options.randomConfigs, "random configurations, small points");
  app.add_option("--folder", options.folder, "where the configurations are written");
  CLI11_PARSE(app, argc, argv);
  try {
    drawAll(options);
  } catch (const std::exception& error) {
    std::cerr << "points: " << error.what() << std::endl;
    return 2;
  }
  return 0;
}
