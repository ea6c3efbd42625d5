// json_file.hpp: Reads a JSON object and collects everything that is wrong with its keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/json_text.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace weft {

/// A JSON object from a file. Getters note problems instead of throwing; `finish` throws them all,
/// among them the keys that nobody asked for.
class JsonFile {
public:
  /// Throws DesignError when the file cannot be read or is no strict JSON object.
  explicit JsonFile(std::filesystem::path path);

  /// Integer in [low, high]; `low` after noting a problem.
  std::size_t integer(const std::string& key, std::size_t low, std::size_t high);

  /// Number in (0, high]; `high` after noting a problem.
  double positive(const std::string& key, double high);

  /// One of `words`; its index. `missing` is what an absent key means (an index), or -1: required.
  std::size_t word(const std::string& key, const std::vector<std::string>& words, int missing);

  /// One number in [low, high] for all of `count`, or a list of `count`; none for an absent key.
  std::vector<double> numbers(const std::string& key, std::size_t count, double low, double high);

  /// 1 to `most` integers, each in [low, high]; none after noting a problem.
  std::vector<std::size_t> integers(const std::string& key, std::size_t most, std::size_t low,
                                    std::size_t high);

  /// True or false; `missing` for an absent key.
  bool flag(const std::string& key, bool missing);

  /// An absent key means true, and so must a present one.
  void mustBeTrue(const std::string& key);

  /// These keys may be there and change nothing.
  void ignore(const std::vector<std::string>& keys);

  void problem(const std::string& key, const std::string& expected);

  /// Throws DesignError with every problem noted, one a line.
  void finish();

  const Json& json() const { return json_; }

  /// What getters have read, absent keys with what they mean: two files with the same settings say
  /// the same to their reader.
  const Json& settings() const { return settings_; }

private:
  const Json* find(const std::string& key);

  std::filesystem::path path_;
  Json json_;
  Json settings_ = Json::object();
  std::vector<std::string> asked_;
  std::vector<std::string> problems_;
};

} // namespace weft
