// read.hpp: From JSON text to an accepted configuration, or every reason against it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/config/problem.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace weft {

/// What reading gives: the configuration is complete and legal exactly when `problems` is empty.
struct ReadResult {
  Config config;
  std::vector<Problem> problems;
};

/// Reads strict JSON (no comments, no repeated keys) after applying `overrides`, each
/// "a.b.c=VALUE" with VALUE parsed as JSON, else taken as a string. Missing optional keys take
/// their defaults. Throws DesignError, naming `origin`, when the text is no JSON object or an
/// override is no assignment; every other fault is a Problem.
ReadResult readConfig(const std::string& text, const std::string& origin,
                      const std::vector<std::string>& overrides = {});

/// Whether the command line means a path: it contains `/` or ends in `.json`.
bool isConfigPath(const std::string& nameOrPath);

/// The configuration that the command line calls `nameOrPath`: a path when it contains `/` or ends
/// in `.json`, else a preset. Throws DesignError with every problem at once.
Config loadConfig(const std::string& nameOrPath, const std::vector<std::string>& overrides = {});

/// Names of the presets, in ascending size.
const std::vector<std::string>& presetNames();

/// JSON text of a preset. Throws DesignError naming the known presets.
const std::string& presetText(const std::string& name);

} // namespace weft
