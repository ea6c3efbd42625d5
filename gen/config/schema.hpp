// schema.hpp: The JSON Schema of configuration files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace weft {

/// JSON Schema (draft 2020-12) of a configuration file, made from the table of keys. Rules between
/// keys are not in it; `readConfig` checks them.
std::string configSchema();

} // namespace weft
