// rsqrt_model.cpp: Bit-exact reciprocal square root of a row's spread.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/rsqrt/rsqrt_model.hpp"

#include "gen/num/error.hpp"

#include <algorithm>
#include <bit>

namespace weft {
namespace {

/// Largest number of halvings: normalisation shifts n left by two bits for each one missing.
constexpr int kMostHalvings = kRsqrtArgumentBits / 2 - 1;
constexpr std::uint32_t kLargestFactor = (1u << kRsqrtFactorBits) - 1;

/// The 26 highest bits of n moved up to [2^54, 2^56).
constexpr int kTruncatedBits = 30;
constexpr int kSquareBits = 58;

std::uint32_t accurateFactor(std::uint64_t normalised) {
  const std::uint64_t v = normalised >> kTruncatedBits;
  std::uint64_t r = 1u << (kRsqrtFactorBits - 2);
  for (std::uint64_t bit = r >> 1; bit != 0; bit >>= 1)
    if ((r + bit) * (r + bit) * v <= std::uint64_t{1} << kSquareBits)
      r += bit;
  return static_cast<std::uint32_t>(2 * r + 1);
}

std::uint32_t ibertFactor(std::uint64_t n, int halvings) {
  const std::uint64_t root = std::uint64_t{integerRoot(n)} << (kMostHalvings - halvings);
  const std::uint64_t one = std::uint64_t{1} << (kMostHalvings + kRsqrtFactorBits);
  return std::min(static_cast<std::uint32_t>(one / root), kLargestFactor);
}

} // namespace

std::uint32_t integerRoot(std::uint64_t n) {
  if (n == 0)
    return 0;
  std::uint64_t root = std::uint64_t{1} << ((std::bit_width(n) + 1) / 2);
  for (std::uint64_t next = (root + n / root) / 2; next < root; next = (root + n / root) / 2)
    root = next;
  return static_cast<std::uint32_t>(root);
}

ReciprocalRoot reciprocalRoot(std::uint64_t n, num::Nonlinear nonlinear) {
  if (n >> kRsqrtArgumentBits != 0)
    throw InternalError("reciprocalRoot: the argument exceeds 56 bits");
  if (n == 0)
    return {};
  const int halvings = static_cast<int>(std::bit_width(n) - 1) / 2;
  const std::uint64_t normalised = n << 2 * (kMostHalvings - halvings);
  return {nonlinear == num::Nonlinear::accurate ? accurateFactor(normalised)
                                                : ibertFactor(n, halvings),
          halvings};
}

} // namespace weft
