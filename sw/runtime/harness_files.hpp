// harness_files.hpp: The sources of the simulation harness, compiled into the tool
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace weft {

/// File path below the repository root ("verif/harness/sim_main.cpp") -> text.
const std::map<std::string, std::string>& harnessFiles();

} // namespace weft
