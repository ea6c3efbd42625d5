// read.cpp: From JSON text to an accepted configuration, or every reason against it.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"

#include "gen/config/combinations.hpp"
#include "gen/config/json_text.hpp"
#include "gen/config/keys.hpp"
#include "gen/config/text_file.hpp"
#include "gen/num/error.hpp"

#include <limits>
#include <set>
#include <sstream>

namespace weft {
namespace {

using Problems = std::vector<Problem>;

std::vector<std::string> allPaths() {
  std::vector<std::string> paths;
  for (const Key& key : configKeys())
    paths.push_back(key.path);
  return paths;
}

/// Names of the objects that hold keys: "array", "bus", ...
std::set<std::string> blockNames() {
  std::set<std::string> names;
  for (const Key& key : configKeys())
    if (const auto dot = key.path.find('.'); dot != std::string::npos)
      names.insert(key.path.substr(0, dot));
  return names;
}

Problem unknownKey(const std::string& path, const Json& value) {
  const std::string nearest = nearestWord(path, allPaths());
  return {path, shownJson(value), "the keys of the schema", nearest, "No such key."};
}

void findUnknownKeys(Problems& problems, const Json& root) {
  const std::set<std::string> blocks = blockNames();
  for (const auto& [name, value] : root.items()) {
    if (blocks.contains(name) && value.is_object()) {
      for (const auto& [inner, innerValue] : value.items()) {
        const std::string path = std::string(name).append(".").append(inner);
        if (findKey(path) == nullptr)
          problems.push_back(unknownKey(path, innerValue));
      }
    } else if (blocks.contains(name)) {
      problems.push_back({name, shownJson(value), "an object", "{}", "It holds keys of its own."});
    } else if (findKey(name) == nullptr && name != "$schema") {
      problems.push_back(unknownKey(name, value));
    }
  }
}

const Json* lookUp(const Json& root, const std::string& path) {
  const Json* node = &root;
  std::istringstream parts(path);
  for (std::string part; std::getline(parts, part, '.');) {
    if (!node->is_object() || !node->contains(part))
      return nullptr;
    node = &(*node)[part];
  }
  return node;
}

void takeInteger(Problems& problems, const Key& key, const Json& value, Config& config) {
  const bool fits = value.is_number_integer() && value <= std::numeric_limits<int>::max() &&
                    value >= std::numeric_limits<int>::min();
  if (fits && allows(key.domain, value.get<int>())) {
    *key.integer(config) = value.get<int>();
    return;
  }
  std::string nearest;
  if (value.is_number())
    nearest = std::to_string(nearestInteger(key.domain, value.get<double>()));
  problems.push_back({key.path, shownJson(value), domainText(key.domain), nearest, key.meaning});
}

void takeWord(Problems& problems, const Key& key, const Json& value, Config& config) {
  if (value.is_string() && allows(key.domain, value.get<std::string>())) {
    *key.word(config) = value.get<std::string>();
    return;
  }
  std::string nearest;
  if (const auto* choice = std::get_if<WordChoice>(&key.domain); choice && value.is_string())
    nearest = nearestWord(value.get<std::string>(), *choice);
  problems.push_back({key.path, shownJson(value), domainText(key.domain), nearest, key.meaning});
}

void takeFallback(Problems& problems, const Key& key, Config& config) {
  if (!key.fallback)
    problems.push_back({key.path, "", domainText(key.domain), "", "Missing: " + key.meaning});
  else if (key.integer)
    *key.integer(config) = std::get<int>(*key.fallback);
  else
    *key.word(config) = std::get<std::string>(*key.fallback);
}

/// A key of other machines than the one that the keys before it describe.
void refuseForeign(Problems& problems, const Key& key, const Json* value) {
  if (value != nullptr)
    problems.push_back({key.path, shownJson(*value), "nothing here", "", key.meaning});
}

void takeKey(Problems& problems, const Key& key, const Json& root, Config& config) {
  const Json* value = lookUp(root, key.path);
  if (!isPresent(key, config))
    refuseForeign(problems, key, value);
  else if (value == nullptr)
    takeFallback(problems, key, config);
  else if (key.integer)
    takeInteger(problems, key, *value, config);
  else
    takeWord(problems, key, *value, config);
}

} // namespace

bool isConfigPath(const std::string& nameOrPath) {
  return nameOrPath.find('/') != std::string::npos || nameOrPath.ends_with(".json");
}

ReadResult readConfig(const std::string& text, const std::string& origin,
                      const std::vector<std::string>& overrides) {
  Json root = parseObject(text, origin);
  for (const std::string& assignment : overrides)
    applyOverride(root, assignment);
  ReadResult result;
  findUnknownKeys(result.problems, root);
  for (const Key& key : configKeys())
    takeKey(result.problems, key, root, result.config);
  for (Problem& problem : combinationProblems(result.config, result.problems))
    result.problems.push_back(std::move(problem));
  return result;
}

Config loadConfig(const std::string& nameOrPath, const std::vector<std::string>& overrides) {
  const std::string text = isConfigPath(nameOrPath) ? readText(nameOrPath) : presetText(nameOrPath);
  ReadResult result = readConfig(text, nameOrPath, overrides);
  if (!result.problems.empty())
    throw DesignError(problemsText(nameOrPath, result.problems));
  return result.config;
}

} // namespace weft
