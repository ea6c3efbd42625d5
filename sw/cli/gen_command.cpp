// gen_command.cpp: `weft gen`: the RTL and everything a consumer needs beside it
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/hash.hpp"
#include "gen/export/export.hpp"
#include "sw/cli/version.hpp"
#include "sw/cli/workload_options.hpp"
#include "sw/tensor/output_folder.hpp"

#include <iostream>
#include <memory>

namespace weft::cli {
namespace {

struct Options {
  CommonOptions common;
  ConfigOptions machine;
  std::string folder, prefix;
};

void writeFolder(const FileSet& files, const std::string& destination) {
  OutputFolder folder(destination);
  for (const auto& [name, text] : files)
    folder.write(name, text);
  folder.commit();
}

int run(const Options& options) {
  requireDistinct({options.common.file()}, {options.machine.file()});
  const Config config = options.machine.load();
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
  options->machine.addTo(*command).config->required();
  command->add_option("-o", options->folder, "folder to write; replaced when weft wrote it before")
      ->type_name("DIR")
      ->check(mustBeOutputFolder)
      ->required();
  command->add_option("--prefix", options->prefix, "put before every module name");
  options->common.addTo(*command);
  command->callback([options, &status] { status = run(*options); });
}

} // namespace weft::cli
