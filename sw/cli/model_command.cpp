// model_command.cpp: `weft model`
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/model_statistics.hpp"

#include <memory>

namespace weft::cli {
namespace {

struct Options {
  CommonOptions common;
  std::string statistics;
};

} // namespace

void addModel(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("model", "what a workload costs, without simulation");
  command
      ->add_option("--statistics", options->statistics,
                   "FLOPs, bytes and intensity of bert-base:L=N, bert-large:L=N or "
                   "gpt2:tokens=N[,prompt=N], each with [,layers=N]")
      ->type_name("WORKLOAD")
      ->required();
  options->common.addTo(*command);
  command->callback(
      [options, &status] { status = runStatistics(options->statistics, options->common); });
}

} // namespace weft::cli
