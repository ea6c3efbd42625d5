// hash.hpp: The canonical text of a configuration and its hash.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace weft {

/// JSON with every key (defaults filled in), sorted, without spaces, and without the keys that do
/// not change the hardware: name, prefix and the memory block. This text is hashed.
std::string canonicalJson(const Config& config);

/// Every key, in the order of the table, two spaces per level: a file that reads back as `config`.
std::string configJson(const Config& config);

/// SHA-256 of `canonicalJson`, 64 lower-case hex digits.
std::string configHash(const Config& config);

/// The first 64 bits of the hash as the registers hold them: word 0 = first 8 hex digits.
std::array<std::uint32_t, 2> hashWords(const Config& config);

} // namespace weft
