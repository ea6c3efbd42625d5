// command.cpp: what the subcommands of weft share
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/command.hpp"

#include "sw/tensor/atomic_file.hpp"

#include <charconv>
#include <filesystem>

namespace weft::cli {

std::string folderMustExist(const std::string& file) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (folder.empty() || std::filesystem::is_directory(folder))
    return {};
  return "there is no folder " + folder.string() + " for " + file;
}

std::string mustBeUnsigned(const std::string& text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end)
    return {};
  return "'" + text + "' is no number from 0 to " + std::to_string(UINT64_MAX);
}

void CommonOptions::addTo(CLI::App& app) {
  app.add_option("--json", json, "write the result to FILE as JSON")
      ->type_name("FILE")
      ->check(folderMustExist);
  app.add_flag("--quiet", quiet, "print no progress");
}

void CommonOptions::write(const Json& result) const {
  if (!json.empty())
    writeFileAtomically(json, result.dump(2) + "\n");
}

} // namespace weft::cli
