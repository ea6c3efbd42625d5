// identity.hpp: What the registers read that say which machine this is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <cstdint>
#include <map>

namespace weft {

/// VERSION, both words of CONFIG_HASH and CAPABILITY of `config`, by offset.
std::map<std::uint32_t, std::uint32_t> constantRegisters(const Config& config);

} // namespace weft
