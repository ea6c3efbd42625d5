// random.cpp: Xoshiro256** and the distributions made from it.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"

#include "gen/num/fixed.hpp"

#include <algorithm>
#include <bit>

namespace weft::num {

std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15u;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

Random::Random(std::uint64_t seed) {
  for (auto& word : state_)
    word = splitmix64(seed);
}

Random::Random(std::uint64_t seed, std::uint64_t index) : Random(splitmix64(index) ^ seed) {}

std::uint64_t Random::bits() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  if (bound == 0)
    throwOverflow("a random number below zero");
  const std::uint64_t incomplete = (0 - bound) % bound;
  std::uint64_t draw = bits();
  while (draw < incomplete)
    draw = bits();
  return draw % bound;
}

std::int64_t Random::uniform(std::int64_t low, std::int64_t high) {
  if (low > high)
    throwOverflow("an empty random interval");
  const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const std::uint64_t offset = span == UINT64_MAX ? bits() : below(span + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

bool Random::chance(unsigned percent) { return below(100) < percent; }

std::int32_t Random::normal() {
  constexpr std::int32_t kMean = 12 * 65535 / 2;
  std::int32_t sum = 0;
  for (int draw = 0; draw < 3; ++draw) {
    const std::uint64_t word = bits();
    for (int part = 0; part < 64; part += 16)
      sum += static_cast<std::int32_t>(word >> part & 0xFFFF);
  }
  return sum - kMean;
}

std::int64_t Random::normal(std::int64_t sigma, int fraction, std::int64_t low, std::int64_t high) {
  const std::int64_t value = roundShift(checkedMul64(normal(), sigma), kNormalFraction + fraction);
  return std::clamp(value, low, high);
}

} // namespace weft::num
