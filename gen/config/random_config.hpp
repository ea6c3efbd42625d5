// random_config.hpp: Accepted configurations drawn from a seed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <cstdint>

namespace weft {

/// An accepted configuration, the same for the same seed on every machine. Its name is
/// "random<seed>". Array sides are at most `largestSide` (4..64) so that simulators stay quick to
/// build; every third seed or so gives unequal sides.
Config randomConfig(std::uint64_t seed, int largestSide = 16);

} // namespace weft
