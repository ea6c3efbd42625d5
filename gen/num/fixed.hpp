// fixed.hpp: Fixed-point arithmetic shared by models, generators and software: one rounding rule.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/error.hpp"

#include <cstdint>

namespace weft::num {

/// Throws InternalError: `operation` left the range its operands promise.
[[noreturn]] void throwOverflow(const char* operation);

/// a + b in int32. Throws InternalError on overflow: legal operators never cause it.
constexpr std::int32_t checkedAdd32(std::int32_t a, std::int32_t b) {
  std::int32_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum))
    throwOverflow("int32 addition");
  return sum;
}

/// a * b in int64. Throws InternalError on overflow.
constexpr std::int64_t checkedMul64(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product))
    throwOverflow("int64 multiplication");
  return product;
}

/// `value` as int32. Throws InternalError when it does not fit.
constexpr std::int32_t checkedInt32(std::int64_t value) {
  if (value < INT32_MIN || value > INT32_MAX)
    throwOverflow("narrowing to int32");
  return static_cast<std::int32_t>(value);
}

/// floor(value * 2^-shift + 1/2): the only rounding of weft, to nearest with halves upwards.
/// shift 0..63; never overflows.
constexpr std::int64_t roundShift(std::int64_t value, int shift) {
  return shift == 0 ? value : (value >> shift) + (value >> (shift - 1) & 1);
}

/// `value` limited to the signed range of `bits` (2..63) bits.
constexpr std::int64_t saturate(std::int64_t value, int bits) {
  const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
  return value > top ? top : value < -top - 1 ? -top - 1 : value;
}

/// A positive real factor m * 2^-e as the hardware stores it: one 32-bit word, shift e (1..63) in
/// bits 31:26 and unsigned multiplier m in bits 25:0.
struct Scale {
  static constexpr int kMultiplierBits = 26;
  static constexpr int kShiftBits = 32 - kMultiplierBits;
  static constexpr int kMaxShift = 63;

  std::uint32_t word = 0;

  /// Throws InternalError unless multiplier < 2^26 and 1 <= shift <= 63.
  static constexpr Scale make(std::uint32_t multiplier, int shift) {
    if (multiplier >> kMultiplierBits != 0 || shift < 1 || shift > kMaxShift)
      throwOverflow("packing a scale");
    return {static_cast<std::uint32_t>(shift) << kMultiplierBits | multiplier};
  }

  constexpr std::int64_t multiplier() const { return word & ((1u << kMultiplierBits) - 1); }
  constexpr int shift() const { return static_cast<int>(word >> kMultiplierBits); }
  friend constexpr bool operator==(Scale, Scale) = default;
};

/// The scale nearest to `real`: m in [2^25, 2^26), so the relative error is at most 2^-26. Factors
/// below 2^-38 keep shift 63 and lose low bits of m instead. Throws DesignError unless
/// 0 < real < 2^25 (1 - 2^-27), which is what fits.
Scale scaleFromReal(double real);

/// The real factor that `scale` stands for, exactly.
double realFromScale(Scale scale);

/// saturate(roundShift(value * m, e), bits): |value| < 2^37, one rounding, half up.
constexpr std::int64_t requantise(std::int64_t value, Scale scale, int bits) {
  return saturate(roundShift(checkedMul64(value, scale.multiplier()), scale.shift()), bits);
}

/// True when a sum of `terms` products of an int8 activation [-128, 127] and an int8 weight
/// [-127, 127], plus a bias of magnitude `largestBias`, stays inside int32 in any order.
constexpr bool accumulatorFits(std::int64_t terms, std::int64_t largestBias) {
  return terms >= 0 && terms <= INT32_MAX / (128 * 127) && largestBias >= 0 &&
         terms * 128 * 127 + largestBias <= INT32_MAX;
}

} // namespace weft::num
