// json_text.hpp: Strict JSON from texts and files, and overrides of single values in it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace weft {

using Json = nlohmann::json;

/// Objects and arrays within one another that a text may have. Printing and copying JSON recurse,
/// so that a text of a hundred thousand brackets would exhaust the stack.
inline constexpr int kMostJsonLevels = 64;

/// Parses strict JSON (UTF-8, no comments). Throws DesignError, naming `origin`, on a syntax error
/// (with its position), a number beyond double, a key that an object has twice at any level, more
/// than kMostJsonLevels levels, or anything but an object.
Json parseObject(std::string_view text, const std::string& origin);

/// parseObject of readText(path), with the path as origin.
Json readObject(const std::filesystem::path& path);

/// Applies "a.b.c=VALUE" to `root`: VALUE is parsed as JSON, else taken as a string; missing
/// objects on the way are made. Throws DesignError when there is no `=`, the path has an empty
/// part or more than kMostJsonLevels parts, it leads through a value that is no object, or the
/// assignment is no UTF-8; and as parseObject does for a VALUE with a repeated key or too many
/// levels.
void applyOverride(Json& root, const std::string& assignment);

/// `value` for a message: JSON in ASCII on one line, its end left out when it is long.
std::string shownJson(const Json& value);

} // namespace weft
