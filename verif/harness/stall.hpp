// stall.hpp: Seeded random refusals, one independent source per channel.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft::sim {

/// Draws, cycle by cycle, whether a channel refuses. The draws depend on nothing but the seed and
/// the channel, so that every wrapper of a model sees the same stalls.
class StallSource {
public:
  /// `percent` is the chance of a refusal, 0 (never) to 99; `channel` separates sources of one
  /// seed.
  StallSource(std::uint64_t seed, std::uint64_t channel, unsigned percent)
      : state_(seed * 0xD1342543DE82EF95ULL + channel), percent_(percent) {}

  /// True when the channel refuses in the next cycle.
  bool refuse() { return percent_ != 0 && next() % 100 < percent_; }

  bool enabled() const { return percent_ != 0; }

  /// 64 mixed bits (splitmix64).
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

private:
  std::uint64_t state_;
  unsigned percent_;
};

} // namespace weft::sim
