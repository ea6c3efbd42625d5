// gen_command.cpp: `weft gen`: the RTL and everything a consumer needs beside it
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/hash.hpp"
#include "gen/config/read.hpp"
#include "gen/export/export.hpp"
#include "sw/cli/command.hpp"
#include "sw/cli/version.hpp"
#include "sw/tensor/output_folder.hpp"

#include <iostream>
#include <memory>

namespace weft::cli {
namespace {

struct Options {
  CommonOptions common;
  std::string config, folder, prefix;
  std::vector<std::string> overrides;
};

void writeFolder(const FileSet& files, const std::string& destination) {
  OutputFolder folder(destination);
  for (const auto& [name, text] : files)
    folder.write(name, text);
  folder.commit();
}

int run(const Options& options) {
  const Config config = loadConfig(options.config, options.overrides);
  writeFolder(exportFiles(config, options.prefix), options.folder);
  if (!options.common.quiet)
    std::cout << "wrote " << options.folder << '\n';
  Json result;
  result["weft"] = weftVersion();
  result["config"] = config.name;
  result["config_hash"] = configHash(config);
  result["folder"] = options.folder;
  options.common.write(result);
  return done;
}

} // namespace

void addGen(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("gen", "emit Verilog, headers, documentation and a manifest");
  command->add_option("CONFIG", options->config, "preset name, or path of a configuration")
      ->required();
  command->add_option("-o", options->folder, "folder to write; replaced when weft wrote it before")
      ->type_name("DIR")
      ->check(mustBeOutputFolder)
      ->required();
  command->add_option("--prefix", options->prefix, "put before every module name");
  command
      ->add_option("--override", options->overrides,
                   "a.b.c=VALUE: change one key of the configuration")
      ->allow_extra_args(false);
  options->common.addTo(*command);
  command->callback([options, &status] { status = run(*options); });
}

} // namespace weft::cli
