// json_file.cpp: Checked access to the keys of a JSON object.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/json_file.hpp"

#include "gen/num/error.hpp"

#include <algorithm>

namespace weft {

namespace {

std::string rangeText(double low, double high) {
  return Json(low).dump() + " to " + Json(high).dump();
}

} // namespace

JsonFile::JsonFile(std::filesystem::path path) : path_(std::move(path)), json_(readObject(path_)) {}

const Json* JsonFile::find(const std::string& key) {
  asked_.push_back(key);
  const auto found = json_.find(key);
  return found == json_.end() ? nullptr : &*found;
}

std::size_t JsonFile::integer(const std::string& key, std::size_t low, std::size_t high) {
  const Json* found = find(key);
  if (found != nullptr && found->is_number_unsigned()) {
    const auto value = found->get<std::size_t>();
    if (value >= low && value <= high) {
      settings_[key] = value;
      return value;
    }
  }
  problem(key, "an integer from " + std::to_string(low) + " to " + std::to_string(high));
  return low;
}

double JsonFile::positive(const std::string& key, double high) {
  const Json* found = find(key);
  if (found != nullptr && found->is_number()) {
    const auto value = found->get<double>();
    if (value > 0 && value <= high) {
      settings_[key] = value;
      return value;
    }
  }
  problem(key, "a number above 0 and at most " + Json(high).dump());
  return high;
}

std::size_t JsonFile::word(const std::string& key, const std::vector<std::string>& words,
                           int missing) {
  const Json* found = find(key);
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (found != nullptr ? *found == words[i] : missing == static_cast<int>(i)) {
      settings_[key] = words[i];
      return i;
    }
    list += (i > 0 ? ", \"" : "\"") + words[i] + "\"";
  }
  problem(key, words.size() > 1 ? "one of " + list : list);
  return 0;
}

std::vector<double> JsonFile::numbers(const std::string& key, std::size_t count, double low,
                                      double high) {
  const Json* found = find(key);
  if (found == nullptr)
    return {};
  const Json list = found->is_array() ? *found : Json(count, *found);
  const bool fits = list.size() == count && std::ranges::all_of(list, [&](const Json& value) {
                      return value.is_number() && value >= low && value <= high;
                    });
  if (!fits) {
    problem(key, "a number of " + rangeText(low, high) + ", or a list of " + std::to_string(count));
    return {};
  }
  settings_[key] = list.get<std::vector<double>>();
  return settings_[key];
}

std::vector<std::size_t> JsonFile::integers(const std::string& key, std::size_t most,
                                            std::size_t low, std::size_t high) {
  const Json* found = find(key);
  const bool fits = found != nullptr && found->is_array() && !found->empty() &&
                    found->size() <= most && std::ranges::all_of(*found, [&](const Json& value) {
                      return value.is_number_unsigned() && value >= low && value <= high;
                    });
  if (fits)
    return settings_[key] = *found;
  problem(key, "a list of 1 to " + std::to_string(most) + " integers from " + std::to_string(low) +
                   " to " + std::to_string(high));
  return {};
}

bool JsonFile::flag(const std::string& key, bool missing) {
  const Json* found = find(key);
  if (found != nullptr && !found->is_boolean())
    problem(key, "true or false");
  else
    settings_[key] = found != nullptr ? found->get<bool>() : missing;
  return settings_.value(key, missing);
}

void JsonFile::mustBeTrue(const std::string& key) {
  const Json* found = find(key);
  if (found != nullptr && *found != true)
    problem(key, "true");
}

void JsonFile::ignore(const std::vector<std::string>& keys) {
  asked_.insert(asked_.end(), keys.begin(), keys.end());
}

void JsonFile::problem(const std::string& key, const std::string& expected) {
  const auto found = json_.find(key);
  const std::string got = found == json_.end() ? "nothing" : shownJson(*found);
  problems_.push_back(path_.string() + ": " + key + ": expected " + expected + ", got " + got);
}

void JsonFile::finish() {
  for (const auto& [key, value] : json_.items())
    if (std::ranges::find(asked_, key) == asked_.end())
      problems_.push_back(path_.string() + ": " + shownJson(key) +
                          ": is not known; remove it if the model means the same without it");
  if (problems_.empty())
    return;
  std::string message;
  for (const std::string& line : problems_)
    message += (message.empty() ? "" : "\n") + line;
  throw DesignError(message);
}

} // namespace weft
