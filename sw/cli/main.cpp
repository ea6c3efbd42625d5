// main.cpp: the weft command line
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "sw/cli/command.hpp"
#include "sw/cli/version.hpp"
#include "sw/runtime/subprocess.hpp"

#include <iostream>

namespace {

using namespace weft::cli;

/// CLI11 would only say that a subcommand is required.
void refuseUnknownCommand(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-')
    return;
  std::string known;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == argv[1])
      return;
    known += (known.empty() ? "" : ", ") + command->get_name();
  }
  throw weft::DesignError("unknown command '" + std::string(argv[1]) + "'; commands: " + known);
}

int parseAndRun(int argc, char** argv) {
  CLI::App app{"weft: one JSON configuration in, a verified Transformer accelerator out", "weft"};
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.set_version_flag("--version", weft::versionText);
  int status = done;
  addConfig(app, status);
  addGen(app, status);
  addModel(app, status);
  addQuantize(app, status);
  addRun(app, status);
  refuseUnknownCommand(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : badInput;
  }
  return status;
}

int report(const char* kind, const std::exception& error, int status) {
  std::cerr << "weft: " << kind << error.what() << std::endl;
  return status;
}

} // namespace

int main(int argc, char** argv) {
  weft::installInterruptHandler();
  try {
    return parseAndRun(argc, argv);
  } catch (const weft::Interrupted& error) {
    return report("", error, interruptedByUser);
  } catch (const weft::ToolError& error) {
    return report("", error, toolFailed);
  } catch (const weft::DesignError& error) {
    return report("", error, badInput);
  } catch (const std::exception& error) {
    return report("internal error: ", error, internalError);
  }
}
