// config_command.cpp: `weft config`: presets, validation, schema
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/hash.hpp"
#include "gen/config/read.hpp"
#include "gen/config/schema.hpp"
#include "sw/cli/workload_options.hpp"

#include <iostream>
#include <memory>

namespace weft::cli {
namespace {

struct Options {
  CommonOptions common;
  ConfigOptions machine;
};

int list(const Options& options) {
  for (const std::string& name : presetNames())
    std::cout << name << '\n';
  options.common.write(Json{{"presets", presetNames()}});
  return done;
}

int check(const Options& options) {
  requireDistinct({options.common.file()}, {options.machine.file()});
  const Config config = options.machine.load();
  std::cout << config.name << ": accepted, hash " << configHash(config) << '\n';
  options.common.write(
      Json{{"config", config.name}, {"config_hash", configHash(config)}, {"accepted", true}});
  return done;
}

int schema(const Options& options) {
  const std::string text = configSchema();
  std::cout << text;
  options.common.write(Json::parse(text));
  return done;
}

} // namespace

void addConfig(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("config", "presets, validation and the schema of configurations");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*action)(const Options&)) {
    CLI::App* sub = command->add_subcommand(name, help);
    options->common.addTo(*sub);
    sub->callback([options, &status, action] { status = action(*options); });
    return sub;
  };
  add("list", "names of the presets", list);
  CLI::App* checked =
      add("check", "accept a configuration or report everything wrong with it", check);
  options->machine.addTo(*checked).config->required();
  add("schema", "print the JSON Schema", schema);
}

} // namespace weft::cli
