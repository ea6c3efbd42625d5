// command.hpp: What the subcommands of weft share
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/cli/named_files.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace weft::cli {

using Json = nlohmann::ordered_json;

enum ExitStatus : int {
  done = 0,
  checkFailed = 1,
  badInput = 2,
  toolFailed = 3,
  internalError = 70,
  interruptedByUser = 130
};

/// For an option that names a file to write: why it cannot be written, known before anything runs.
std::string mustBeWritable(const std::string& file);

/// For an option that names a folder of weft's own to write (`-o`).
std::string mustBeOutputFolder(const std::string& folder);

/// For an option that names a folder to put files into.
std::string mustBeWritableFolder(const std::string& folder);

/// For an option whose empty text would mean that it was not given.
std::string mustNotBeEmpty(const std::string& text);

/// For a seed: decimal digits of an unsigned 64-bit number. (CLI11 would wrap -1 around and read
/// 010 as octal.)
std::string mustBeUnsigned(const std::string& text);

/// Options that every subcommand has.
struct CommonOptions {
  std::string json; ///< file for the machine-readable result; empty: none
  bool quiet = false;

  void addTo(CLI::App& app);
  NamedFile file() const { return {"--json", json}; }
  /// Finishes standard output, then writes `result` beside and renames, when a file was asked for.
  void write(const Json& result) const;
};

/// Writes out what standard output still holds. Throws DesignError when it has not taken all that
/// was printed (a full disk, a closed descriptor), Interrupted when nobody reads it any more.
void finishStandardOutput();

/// Adds one subcommand; `status` receives its exit status.
void addConfig(CLI::App& app, int& status);
void addGen(CLI::App& app, int& status);
void addModel(CLI::App& app, int& status);
void addQuantize(CLI::App& app, int& status);
void addRun(CLI::App& app, int& status);

} // namespace weft::cli
