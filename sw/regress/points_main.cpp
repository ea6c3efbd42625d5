// points_main.cpp: Prints the points at which the analytic model is compared with the RTL
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/validation_points.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace {

int printPoints(int argc, char** argv) {
  weft::regress::PointChoice choice;
  std::string folder = "build/validation";
  CLI::App app{"one line a point: class, configuration, workload, memory, seed"};
  app.add_option("--seed", choice.seed, "of sizes, memories, data and random configurations");
  app.add_option("--small", choice.small, "points of the random regression's sizes");
  app.add_option("--large", choice.large, "large products and layers like BERT's");
  app.add_option("--edge", choice.edge, "sizes around those at which something begins anew");
  app.add_option("--configs", choice.configs, "presets, paths, ROWSxCOLUMNS, smallest or serial")
      ->delimiter(',');
  app.add_option("--large-configs", choice.largeConfigs, "the same, of large points")
      ->delimiter(',');
  app.add_option("--edge-configs", choice.edgeConfigs, "the same, of edge points")->delimiter(',');
  app.add_option("--random-configs", choice.randomConfigs, "random configurations, small points");
  app.add_option("--folder", folder, "where the configurations are written");
  CLI11_PARSE(app, argc, argv);
  for (const weft::regress::Point& point : weft::regress::validationPoints(choice, folder))
    std::cout << point.kind << '\t' << point.machine.file.string() << '\t' << point.test.workload
              << '\t' << point.test.memory << '\t' << point.test.seed << '\n';
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return printPoints(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "points: " << error.what() << std::endl;
    return 2;
  }
}
