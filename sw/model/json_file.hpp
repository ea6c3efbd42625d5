// json_file.hpp: Reads a JSON object and collects everything that is wrong with its keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace weft {

/// A JSON object from a file. Getters note problems instead of throwing; `finish` throws them all.
class JsonFile {
public:
  /// Throws DesignError when the file cannot be read or is no JSON object.
  explicit JsonFile(std::filesystem::path path);

  /// Integer in [low, high]; `low` after noting a problem.
  std::size_t integer(const std::string& key, std::size_t low, std::size_t high);

  /// Number in (0, high]; `high` after noting a problem.
  double positive(const std::string& key, double high);

  /// One of `words`; its index. `missing` is what an absent key means (an index), or -1: required.
  std::size_t word(const std::string& key, const std::vector<std::string>& words, int missing);

  void problem(const std::string& key, const std::string& expected);

  /// Throws DesignError with every problem noted, one a line.
  void finish() const;

  const nlohmann::json& json() const { return json_; }

private:
  std::filesystem::path path_;
  nlohmann::json json_;
  std::vector<std::string> problems_;
};

} // namespace weft
