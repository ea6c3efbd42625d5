// command.cpp: What the subcommands of weft share
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/command.hpp"

#include "gen/config/whole_number.hpp"
#include "sw/runtime/system_errors.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/destination.hpp"
#include "sw/tensor/interruption.hpp"
#include "sw/tensor/output_folder.hpp"

#include <cerrno>
#include <iostream>
#include <system_error>

namespace weft::cli {

namespace {

/// The message of what `check` throws; empty when it throws nothing.
template <class Check> std::string complaintOf(Check check) try {
  withSystemErrors(check);
  return {};
} catch (const DesignError& error) {
  return error.what();
}

} // namespace

std::string mustBeWritable(const std::string& file) {
  return complaintOf([&] { destinationOf(file); });
}

std::string mustBeOutputFolder(const std::string& folder) {
  return complaintOf([&] { requireOutputFolder(folder); });
}

std::string mustBeWritableFolder(const std::string& folder) {
  return complaintOf([&] { requireWritableFolder(folder); });
}

std::string mustNotBeEmpty(const std::string& text) {
  return text.empty() ? "its value is empty" : "";
}

std::string mustBeUnsigned(const std::string& text) {
  const std::optional<std::uint64_t> value = wholeNumber(text);
  if (value && std::to_string(*value) == text)
    return {};
  return "'" + text + "' is no number from 0 to " + std::to_string(UINT64_MAX) +
         nearestText(text, 0, UINT64_MAX);
}

void CommonOptions::addTo(CLI::App& app) {
  app.add_option("--json", json, "write the result to FILE as JSON")
      ->type_name("FILE")
      ->check(mustBeWritable);
  app.add_flag("--quiet", quiet, "print no progress");
}

void CommonOptions::write(const Json& result) const {
  stopIfInterrupted();
  finishStandardOutput();
  if (!json.empty())
    writeFileAtomically(json, result.dump(2) + "\n");
}

void finishStandardOutput() {
  errno = 0;
  std::cout.flush();
  if (std::cout)
    return;
  const int reason = errno;
  stopIfInterrupted();
  throw DesignError("standard output cannot be written" +
                    (reason == 0 ? "" : ": " + std::generic_category().message(reason)));
}

} // namespace weft::cli
