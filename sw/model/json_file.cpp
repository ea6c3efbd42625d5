// json_file.cpp: Checked access to the keys of a JSON object.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/json_file.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/mapped_file.hpp"

#include <algorithm>

namespace weft {

namespace {

nlohmann::json parseObject(const std::filesystem::path& path) {
  const auto file = MappedFile::open(path);
  const char* text = reinterpret_cast<const char*>(file->bytes().data());
  try {
    nlohmann::json json = nlohmann::json::parse(text, text + file->bytes().size());
    if (json.is_object())
      return json;
  } catch (const nlohmann::json::exception& error) {
    throw fileError(path, "content", "a JSON object", error.what());
  }
  throw fileError(path, "content", "a JSON object", "another JSON value");
}

} // namespace

JsonFile::JsonFile(std::filesystem::path path)
    : path_(std::move(path)), json_(parseObject(path_)) {}

std::size_t JsonFile::integer(const std::string& key, std::size_t low, std::size_t high) {
  const auto found = json_.find(key);
  if (found != json_.end() && found->is_number_unsigned()) {
    const auto value = found->get<std::size_t>();
    if (value >= low && value <= high)
      return value;
  }
  problem(key, "an integer from " + std::to_string(low) + " to " + std::to_string(high));
  return low;
}

double JsonFile::positive(const std::string& key, double high) {
  const auto found = json_.find(key);
  if (found != json_.end() && found->is_number()) {
    const auto value = found->get<double>();
    if (value > 0 && value <= high)
      return value;
  }
  problem(key, "a number above 0 and at most " + nlohmann::json(high).dump());
  return high;
}

std::size_t JsonFile::word(const std::string& key, const std::vector<std::string>& words,
                           int missing) {
  const auto found = json_.find(key);
  if (found == json_.end() && missing >= 0)
    return static_cast<std::size_t>(missing);
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (found != json_.end() && *found == words[i])
      return i;
    list += (i > 0 ? ", \"" : "\"") + words[i] + "\"";
  }
  problem(key, words.size() > 1 ? "one of " + list : list);
  return 0;
}

void JsonFile::problem(const std::string& key, const std::string& expected) {
  const auto found = json_.find(key);
  const std::string got =
      found == json_.end() ? "nothing"
                           : found->dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  problems_.push_back(path_.string() + ": " + key + ": expected " + expected + ", got " + got);
}

void JsonFile::finish() const {
  if (problems_.empty())
    return;
  std::string message;
  for (const std::string& line : problems_)
    message += (message.empty() ? "" : "\n") + line;
  throw DesignError(message);
}

} // namespace weft
