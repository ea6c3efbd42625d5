// random.hpp: The project's own random numbers: integers only, the same bits on every machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft::num {

/// One step of splitmix64 (Steele, Lea, Flood 2014): advances `state`, returns 64 mixed bits.
std::uint64_t splitmix64(std::uint64_t& state);

/// xoshiro256** (Blackman, Vigna 2018), seeded by four steps of splitmix64.
class Random {
public:
  static constexpr int kNormalFraction = 16;

  explicit Random(std::uint64_t seed);

  /// An independent stream `index` of the same seed, e.g. one for each tensor.
  Random(std::uint64_t seed, std::uint64_t index);

  /// 64 uniform bits.
  std::uint64_t bits();

  /// Uniform in [0, bound); bound >= 1. Unbiased: rejects the incomplete last interval.
  std::uint64_t below(std::uint64_t bound);

  /// Uniform in [low, high], both ends included. Throws InternalError when low > high.
  std::int64_t uniform(std::int64_t low, std::int64_t high);

  /// True with a chance of `percent` (0..100) in a hundred.
  bool chance(unsigned percent);

  /// About normal, mean 0, standard deviation 1, in steps of 2^-16, within +-6: the sum of twelve
  /// uniform 16-bit numbers less its mean.
  std::int32_t normal();

  /// About normal with standard deviation `sigma` * 2^-`fraction`, rounded to an integer and
  /// limited to [low, high]. sigma < 2^40; fraction 0..32.
  std::int64_t normal(std::int64_t sigma, int fraction, std::int64_t low, std::int64_t high);

private:
  std::uint64_t state_[4];
};

} // namespace weft::num
