// config_header.hpp: The sizes of one configuration for C and C++ software
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <string>

namespace weft {

/// C header: configuration hash and the sizes that a driver or compiler needs.
std::string configHeader(const Config& config);

} // namespace weft
