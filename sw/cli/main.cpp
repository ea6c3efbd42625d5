// main.cpp: The weft command line
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "sw/cli/command.hpp"
#include "sw/cli/version.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/runtime/system_errors.hpp"

#include <csignal>
#include <fcntl.h>
#include <iostream>
#include <unistd.h>

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

/// A closed standard stream would become the next file that is opened, and get what is printed.
void fillStandardStreams() {
  int descriptor = open("/dev/null", O_RDONLY);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO)
    descriptor = open("/dev/null", O_RDONLY);
  close(descriptor);
}

/// An error of an interrupted command is a consequence: a wait that ended early, a pipe without a
/// reader.
int report(const char* kind, const std::exception& error, int status) {
  const bool interrupted = weft::interrupted();
  if (weft::interruptingSignal() != SIGPIPE)
    std::cerr << "weft: " << (interrupted ? "interrupted" : kind)
              << (interrupted ? "" : error.what()) << std::endl;
  return interrupted ? interruptedByUser : status;
}

int statusOf(int argc, char** argv) {
  try {
    const int status = weft::withSystemErrors([&] { return parseAndRun(argc, argv); });
    finishStandardOutput();
    return status;
  } catch (const weft::ToolError& error) {
    return report("", error, toolFailed);
  } catch (const weft::DesignError& error) {
    return report("", error, badInput);
  } catch (const std::exception& error) {
    return report("internal error: ", error, internalError);
  }
}

} // namespace

int main(int argc, char** argv) {
  fillStandardStreams();
  weft::installInterruptHandler();
  const int status = statusOf(argc, argv);
  weft::endByFatalSignal();
  return status;
}
