// version.hpp: Versions of weft and of the tools it stands on
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace weft {

/// The version of CMake's project().
std::string weftVersion();

/// "weft X, Verilator ..., compiler ...": one line each.
std::string versionText();

} // namespace weft
