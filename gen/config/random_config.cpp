// random_config.cpp: Accepted configurations drawn from a seed.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/random_config.hpp"

#include "gen/config/combinations.hpp"
#include "gen/config/keys.hpp"
#include "gen/num/random.hpp"

#include <algorithm>
#include <string>

namespace weft {
namespace {

using num::Random;

template <class T> const T& draw(Random& random, const std::vector<T>& choice) {
  return choice[random.below(choice.size())];
}

int drawInteger(Random& random, const Domain& domain) {
  if (const auto* choice = std::get_if<IntegerChoice>(&domain))
    return draw(random, *choice);
  const auto& range = std::get<IntegerRange>(domain);
  return static_cast<int>(random.uniform(range.low, range.high));
}

/// Sizes that only make a simulator slow stay small; the rest is uniform over the key's domain.
Domain drawnDomain(const Key& key, int largestSide) {
  if (key.path == "array.rows" || key.path == "array.columns") {
    IntegerChoice sides = std::get<IntegerChoice>(key.domain);
    std::erase_if(sides, [&](int side) { return side > largestSide; });
    return sides;
  }
  if (key.path == "scratchpad.kib" || key.path == "accumulator.kib")
    return IntegerChoice{8, 16, 32, 64};
  if (key.path == "attention.multipliers")
    return IntegerChoice{16, 32, 64, 128, 256};
  if (key.path == "memory.latency")
    return IntegerRange{1, 120};
  return key.domain;
}

Config drawAll(Random& random, int largestSide) {
  Config config;
  for (const Key& key : configKeys()) {
    if (!isPresent(key, config))
      continue;
    if (key.integer)
      *key.integer(config) = drawInteger(random, drawnDomain(key, largestSide));
    else if (const auto* words = std::get_if<WordChoice>(&key.domain))
      *key.word(config) = draw(random, *words);
    else if (std::holds_alternative<TextRule>(key.domain))
      *key.word(config) = "drawn";
  }
  config.memory.bytes = static_cast<int>(random.uniform(1, config.bus.bytes));
  return config;
}

} // namespace

Config randomConfig(std::uint64_t seed, int largestSide) {
  Random random(seed);
  Config config = drawAll(random, largestSide);
  while (!combinationProblems(config).empty())
    config = drawAll(random, largestSide);
  config.name = "random" + std::to_string(seed);
  return config;
}

} // namespace weft
