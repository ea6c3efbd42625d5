// version.hpp: The version of weft, from the build's project(VERSION).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft {

/// "major.minor.patch".
const char* toolVersion();

/// The VERSION register: patch in bits 7:0, minor in 15:8, major in 23:16.
std::uint32_t versionWord();

} // namespace weft
