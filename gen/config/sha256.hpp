// sha256.hpp: The SHA-256 hash (FIPS 180-4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace weft {

/// SHA-256 of the bytes, as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);

} // namespace weft
