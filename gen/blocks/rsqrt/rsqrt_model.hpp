// rsqrt_model.hpp: Bit-exact reciprocal square root of a row's spread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/nonlinear.hpp"

#include <cstdint>

namespace weft {

/// Arguments are below 2^56: 54 bits of spread plus an epsilon term below 2^55.
inline constexpr int kRsqrtArgumentBits = 56;
/// Fraction bits of ReciprocalRoot::factor.
inline constexpr int kRsqrtFactorBits = 18;

/// 1 / sqrt(n), split: factor * 2^-(18 + halvings). factor is 0 for n = 0, else in [2^17, 2^18);
/// halvings = floor(log2(n) / 2), 0..27.
struct ReciprocalRoot {
  std::uint32_t factor = 0;
  int halvings = 0;
  friend constexpr bool operator==(ReciprocalRoot, ReciprocalRoot) = default;
};

/// floor(sqrt(n)) by I-BERT's integer Newton iteration: from 2^ceil(bits / 2) until it stops
/// decreasing.
std::uint32_t integerRoot(std::uint64_t n);

/// The reciprocal root of n < 2^56 (else InternalError).
/// accurate: with v = n normalised to [2^24, 2^26) and r the largest 17-bit number with
/// r^2 v <= 2^58, the factor is 2 r + 1, the middle of the interval: relative error below 2^-16.9.
/// ibert: the reciprocal of floor(sqrt(n)), rounded down; the relative error grows to 42 % at n
/// = 3.
ReciprocalRoot reciprocalRoot(std::uint64_t n, num::Nonlinear nonlinear);

} // namespace weft
