// json_text.cpp: Strict JSON objects, and overrides of single values in them.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/json_text.hpp"

#include "gen/num/error.hpp"

#include <set>
#include <vector>

namespace weft {
namespace {

/// Watches a parse for keys that an object has twice; JSON parsers keep the last one silently.
class RepeatedKeys {
public:
  bool operator()(Json::parse_event_t event, const Json& parsed) {
    if (event == Json::parse_event_t::object_start)
      open_.emplace_back();
    else if (event == Json::parse_event_t::object_end)
      open_.pop_back();
    else if (event == Json::parse_event_t::key && !open_.back().insert(parsed).second)
      repeated_ = parsed;
    return true;
  }
  const std::string& found() const { return repeated_; }

private:
  std::vector<std::set<std::string>> open_;
  std::string repeated_;
};

std::vector<std::string> splitPath(const std::string& path, const std::string& assignment) {
  std::vector<std::string> parts(1);
  for (char c : path) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  for (const std::string& part : parts)
    if (part.empty())
      throw DesignError("override '" + assignment + "': the path has an empty part");
  return parts;
}

} // namespace

Json parseObject(const std::string& text, const std::string& origin) {
  RepeatedKeys repeated;
  Json root;
  try {
    root = Json::parse(text, [&](int, Json::parse_event_t event, Json& parsed) {
      return repeated(event, parsed);
    });
  } catch (const Json::parse_error& error) {
    throw DesignError(origin + ": no JSON at byte " + std::to_string(error.byte) + ": " +
                      error.what());
  }
  if (!root.is_object())
    throw DesignError(origin + ": must be a JSON object, is " + root.type_name());
  if (!repeated.found().empty())
    throw DesignError(origin + ": key '" + repeated.found() + "' appears twice in one object");
  return root;
}

void applyOverride(Json& root, const std::string& assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    throw DesignError("override '" + assignment + "': must be PATH=VALUE");
  Json* node = &root;
  for (const std::string& part : splitPath(assignment.substr(0, equals), assignment)) {
    if (node->is_null())
      *node = Json::object();
    if (!node->is_object())
      throw DesignError("override '" + assignment + "': the path leads through a value");
    node = &(*node)[part];
  }
  const std::string value = assignment.substr(equals + 1);
  const Json parsed = Json::parse(value, nullptr, false);
  *node = parsed.is_discarded() ? Json(value) : parsed;
}

} // namespace weft
