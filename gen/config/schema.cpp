// schema.cpp: The JSON Schema of configuration files.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/schema.hpp"

#include "gen/config/keys.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace weft {
namespace {

using Json = nlohmann::ordered_json;

Json domainSchema(const IntegerRange& range) {
  return {{"type", "integer"}, {"minimum", range.low}, {"maximum", range.high}};
}
Json domainSchema(const IntegerChoice& choice) { return {{"type", "integer"}, {"enum", choice}}; }
Json domainSchema(const WordChoice& choice) { return {{"type", "string"}, {"enum", choice}}; }
Json domainSchema(const NameRule& rule) {
  const std::string name = rule.dash ? "[A-Za-z_][A-Za-z0-9_-]*" : "[A-Za-z_][A-Za-z0-9_]*";
  return {{"type", "string"}, {"pattern", rule.empty ? "^(" + name + ")?$" : "^" + name + "$"}};
}
Json domainSchema(const TextRule& rule) {
  return {{"type", "string"}, {"minLength", 1}, {"maxLength", rule.most}};
}

/// Present in every file.
bool isRequired(const Key& key) { return !key.fallback && !key.isPresent; }

Json keySchema(const Key& key) {
  Json schema = std::visit([](const auto& domain) { return domainSchema(domain); }, key.domain);
  schema["description"] = key.meaning;
  if (key.fallback)
    std::visit([&](const auto& value) { schema["default"] = value; }, *key.fallback);
  return schema;
}

Json emptyObject() {
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", Json::array()},
          {"properties", Json::object()}};
}

void require(Json& object, const std::string& name) {
  Json& names = object["required"];
  if (std::find(names.begin(), names.end(), name) == names.end())
    names.push_back(name);
}

void addKey(Json& root, const Key& key) {
  const auto dot = key.path.find('.');
  Json* holder = &root;
  if (dot != std::string::npos) {
    const std::string block = key.path.substr(0, dot);
    if (!root["properties"].contains(block))
      root["properties"][block] = emptyObject();
    if (isRequired(key))
      require(root, block);
    holder = &root["properties"][block];
  }
  const std::string name = dot == std::string::npos ? key.path : key.path.substr(dot + 1);
  (*holder)["properties"][name] = keySchema(key);
  if (isRequired(key))
    require(*holder, name);
}

/// The words of attention.engine with which a configuration has the key: all that presence may hang
/// on.
std::vector<std::string> enginesWith(const Key& key) {
  std::vector<std::string> engines;
  for (const std::string& engine : std::get<WordChoice>(findKey("attention.engine")->domain)) {
    Config config;
    config.attention.engine = engine;
    if (isPresent(key, config))
      engines.push_back(engine);
  }
  return engines;
}

/// A block whose keys are not always there: required with these engines, empty with the others.
void addCondition(Json& root, const Key& key) {
  const std::string block = key.path.substr(0, key.path.find('.'));
  Json names = Json::array();
  for (const auto& [name, schema] : root["properties"][block]["properties"].items())
    names.push_back(name);
  const Json engine = {{"properties", {{"engine", {{"enum", enginesWith(key)}}}}},
                       {"required", {"engine"}}};
  root["if"] = {{"properties", {{"attention", engine}}}, {"required", {"attention"}}};
  root["then"] = {{"required", {block}}, {"properties", {{block, {{"required", names}}}}}};
  root["else"] = {{"properties", {{block, {{"maxProperties", 0}}}}}};
}

} // namespace

std::string configSchema() {
  Json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
               {"title", "weft configuration"},
               {"description", "One accelerator."}};
  root.update(emptyObject());
  root["properties"]["$schema"] = {{"type", "string"},
                                   {"description", "Where an editor finds this schema."}};
  for (const Key& key : configKeys())
    addKey(root, key);
  const auto conditional = std::ranges::find_if(
      configKeys(), [](const Key& key) { return static_cast<bool>(key.isPresent); });
  if (conditional != configKeys().end())
    addCondition(root, *conditional);
  return root.dump(2) + "\n";
}

} // namespace weft
