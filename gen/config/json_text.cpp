// json_text.cpp: Strict JSON from texts and files, and overrides of single values in it.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/json_text.hpp"

#include "gen/config/text_file.hpp"
#include "gen/num/error.hpp"

#include <set>
#include <vector>

namespace weft {
namespace {

constexpr std::size_t kMostShown = 200; ///< characters of a user's text in a message

std::string shortened(const std::string& text) {
  return text.size() <= kMostShown ? text : text.substr(0, kMostShown) + "...";
}

/// Watches a parse for what the parser accepts silently: repeated keys, of which it keeps the last,
/// and nesting without end.
class Strictness {
public:
  explicit Strictness(const std::string& origin) : origin_(origin) {}

  bool operator()(int level, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start)
      enter(level);
    if (event == Event::object_start)
      keys_.emplace_back();
    else if (event == Event::object_end)
      keys_.pop_back();
    else if (event == Event::key)
      take(parsed);
    return true;
  }

private:
  void enter(int level) const {
    if (level >= kMostJsonLevels)
      throw DesignError(origin_ + ": more than " + std::to_string(kMostJsonLevels) +
                        " objects and arrays within one another");
  }

  void take(const Json& key) {
    if (!keys_.back().insert(key).second)
      throw DesignError(origin_ + ": key '" + shortened(key) + "' appears twice in one object");
  }

  const std::string& origin_;
  std::vector<std::set<std::string>> keys_; ///< of the objects that are open
};

/// Throws DesignError for what is JSON but refused, Json::exception for what is none.
Json parseStrictly(std::string_view text, const std::string& origin) {
  Strictness strictness(origin);
  return Json::parse(text, [&](int level, Json::parse_event_t event, Json& parsed) {
    return strictness(level, event, parsed);
  });
}

std::string ascii(const Json& value) {
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

void requireUtf8(const std::string& assignment) {
  try {
    static_cast<void>(Json(assignment).dump());
  } catch (const Json::type_error&) {
    throw DesignError("override " + shownJson(assignment) + ": must be UTF-8");
  }
}

std::vector<std::string> splitPath(const std::string& path, const std::string& origin) {
  std::vector<std::string> parts(1);
  for (char c : path) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (parts.size() > kMostJsonLevels)
    throw DesignError(origin + ": the path has more than " + std::to_string(kMostJsonLevels) +
                      " parts");
  for (const std::string& part : parts)
    if (part.empty())
      throw DesignError(origin + ": the path has an empty part");
  return parts;
}

/// Words need no quotes on the command line: what is no JSON is a string.
Json overrideValue(const std::string& text, const std::string& origin) {
  try {
    return parseStrictly(text, origin);
  } catch (const Json::exception&) {
    return text;
  }
}

} // namespace

Json parseObject(std::string_view text, const std::string& origin) {
  Json root;
  try {
    root = parseStrictly(text, origin);
  } catch (const Json::parse_error& error) {
    throw DesignError(origin + ": no JSON at byte " + std::to_string(error.byte) + ": " +
                      shortened(error.what()));
  } catch (const Json::out_of_range& error) {
    throw DesignError(origin + ": a number is out of range: " + shortened(error.what()));
  }
  if (!root.is_object())
    throw DesignError(origin + ": must be a JSON object, is " + root.type_name());
  return root;
}

Json readObject(const std::filesystem::path& path) {
  return parseObject(readText(path), path.string());
}

void applyOverride(Json& root, const std::string& assignment) {
  requireUtf8(assignment);
  const std::string origin = "override '" + shortened(assignment) + "'";
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    throw DesignError(origin + ": must be PATH=VALUE");
  Json* node = &root;
  for (const std::string& part : splitPath(assignment.substr(0, equals), origin)) {
    if (node->is_null())
      *node = Json::object();
    if (!node->is_object())
      throw DesignError(origin + ": the path leads through a value");
    node = &(*node)[part];
  }
  *node = overrideValue(assignment.substr(equals + 1), origin);
}

std::string shownJson(const Json& value) { return shortened(ascii(value)); }

} // namespace weft
