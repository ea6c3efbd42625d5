// combinations.hpp: Rules between the keys of a configuration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/config/problem.hpp"

#include <vector>

namespace weft {

/// Smallest sizes with which the compiler can cut every supported product into tiles.
inline constexpr int kSmallestActivationWords = 64;
inline constexpr int kSmallestAccumulatorRows = 64;
inline constexpr int kSmallestWeightTiles = 4;

/// Most rows and columns of an array without local reuse, and of a row-stationary one.
inline constexpr int kWidestTileBanks = 16;
inline constexpr int kWidestFilterArray = 16;

/// Every broken rule between keys that are legal by themselves: a rule about a key that `known`
/// names is not judged.
std::vector<Problem> combinationProblems(const Config& config,
                                         const std::vector<Problem>& known = {});

} // namespace weft
