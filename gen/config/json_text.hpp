// json_text.hpp: Strict JSON objects, and overrides of single values in them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace weft {

using Json = nlohmann::json;

/// Parses strict JSON. Throws DesignError, naming `origin`, on a syntax error (with its position),
/// a repeated key, or anything but an object.
Json parseObject(const std::string& text, const std::string& origin);

/// Applies "a.b.c=VALUE" to `root`: VALUE is parsed as JSON, else taken as a string; missing
/// objects on the way are made. Throws DesignError when there is no `=`, the path has an empty
/// part, or it leads through a value that is no object.
void applyOverride(Json& root, const std::string& assignment);

} // namespace weft
