// fixed_test.cpp: Rounding, saturation and scale words against their definitions.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/fixed.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace weft::num {
namespace {

TEST(RoundShift, RoundsHalvesUpwards) {
  EXPECT_EQ(roundShift(5, 1), 3);
  EXPECT_EQ(roundShift(-5, 1), -2);
  EXPECT_EQ(roundShift(6, 2), 2);
  EXPECT_EQ(roundShift(-6, 2), -1);
  EXPECT_EQ(roundShift(-7, 2), -2);
  EXPECT_EQ(roundShift(7, 0), 7);
}

TEST(RoundShift, NeverOverflows) {
  EXPECT_EQ(roundShift(INT64_MAX, 1), std::int64_t{1} << 62);
  EXPECT_EQ(roundShift(INT64_MIN, 63), -1);
  EXPECT_EQ(roundShift(INT64_MIN, 1), -(std::int64_t{1} << 62));
  EXPECT_EQ(roundShift(INT64_MAX, 63), 1);
}

TEST(Saturate, KeepsTheSignedRange) {
  EXPECT_EQ(saturate(127, 8), 127);
  EXPECT_EQ(saturate(128, 8), 127);
  EXPECT_EQ(saturate(-128, 8), -128);
  EXPECT_EQ(saturate(-129, 8), -128);
  EXPECT_EQ(saturate(40000, 16), 32767);
  EXPECT_EQ(saturate(INT64_MIN, 32), INT32_MIN);
}

TEST(Checked, ThrowsOnOverflow) {
  EXPECT_EQ(checkedAdd32(INT32_MAX, -1), INT32_MAX - 1);
  EXPECT_THROW(checkedAdd32(INT32_MAX, 1), InternalError);
  EXPECT_THROW(checkedMul64(INT64_MAX, 2), InternalError);
  EXPECT_THROW(checkedInt32(std::int64_t{1} << 31), InternalError);
}

TEST(AccumulatorFits, IncludesTheBias) {
  EXPECT_TRUE(accumulatorFits(16384, 1'000'000'000));
  EXPECT_TRUE(accumulatorFits(0, INT32_MAX));
  EXPECT_FALSE(accumulatorFits(1, INT32_MAX));
  EXPECT_FALSE(accumulatorFits(132'105, 0));
  EXPECT_FALSE(accumulatorFits(std::int64_t{1} << 60, 0));
}

TEST(Scale, PacksShiftAboveMultiplier) {
  const Scale scale = Scale::make(0x2345678, 41);
  EXPECT_EQ(scale.word, 41u << 26 | 0x2345678u);
  EXPECT_EQ(scale.multiplier(), 0x2345678);
  EXPECT_EQ(scale.shift(), 41);
  EXPECT_THROW(Scale::make(1u << 26, 1), InternalError);
  EXPECT_THROW(Scale::make(1, 0), InternalError);
  EXPECT_THROW(Scale::make(1, 64), InternalError);
}

TEST(ScaleFromReal, IsTheNearestScale) {
  Random random(1);
  for (int exponent = -37; exponent < 25; ++exponent)
    for (int i = 0; i < 200; ++i) {
      const double mantissa = 0.5 + static_cast<double>(random.below(1u << 31)) * 0x1p-32;
      const double real = std::ldexp(mantissa, exponent);
      const Scale scale = scaleFromReal(real);
      EXPECT_LE(std::abs(realFromScale(scale) - real), real * 0x1p-26);
      EXPECT_GE(scale.multiplier(), 1 << 25);
    }
}

TEST(ScaleFromReal, HandlesTheEdges) {
  EXPECT_EQ(scaleFromReal(1.0), Scale::make(1u << 25, 25));
  EXPECT_EQ(scaleFromReal(1.0 - 0x1p-30), scaleFromReal(1.0));
  EXPECT_EQ(scaleFromReal(33554431.5), Scale::make(67108863u, 1));
  EXPECT_EQ(scaleFromReal(0x1p-60), Scale::make(8, 63));
  EXPECT_EQ(scaleFromReal(0x1p-80), Scale::make(0, 63));
}

TEST(ScaleFromReal, RefusesWhatDoesNotFit) {
  for (double bad : {0.0, -1.0, 33554431.9, 0x1p25, std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::quiet_NaN()})
    EXPECT_THROW(scaleFromReal(bad), DesignError) << bad;
}

TEST(Requantise, ReachesTheCornersOfItsRange) {
  const Scale one = scaleFromReal(1.0);
  EXPECT_EQ(requantise(INT32_MAX, one, 8), 127);
  EXPECT_EQ(requantise(INT32_MIN, one, 16), -32768);
  EXPECT_EQ(requantise(INT32_MIN, one, 32), INT32_MIN);
  EXPECT_EQ(requantise(-3, scaleFromReal(0.5), 8), -1);
  EXPECT_EQ(requantise(3, scaleFromReal(0.5), 8), 2);
  EXPECT_EQ(requantise(INT32_MIN, Scale::make(67108863u, 63), 8), 0);
}

/// Counts, over random accumulators that fill `bits`, how often the scale word's 26-bit multiplier
/// gives another result than the exact real factor rounded half up, and how far.
struct Difference {
  int count = 0;
  std::int64_t largest = 0;
};

Difference compareWithExact(int bits, int samples, std::uint64_t seed) {
  Random random(seed);
  Difference difference;
  const double top = std::ldexp(1.0, bits - 1) - 1;
  for (int i = 0; i < samples; ++i) {
    const std::int64_t reach = random.uniform(1 << 16, 1 << 30);
    const double factor = top / static_cast<double>(reach);
    const std::int64_t acc = random.uniform(-reach, reach);
    const auto exact =
        static_cast<std::int64_t>(std::floor(static_cast<long double>(acc) * factor + 0.5L));
    const std::int64_t off = std::abs(requantise(acc, scaleFromReal(factor), bits) - exact);
    difference.count += off != 0;
    difference.largest = std::max(difference.largest, off);
  }
  return difference;
}

TEST(Requantise, DiffersFromExactRoundingInAtMostSixOfTenThousand) {
  constexpr int kSamples = 1'000'000;
  for (int bits : {8, 16}) {
    const Difference difference = compareWithExact(bits, kSamples, 7);
    RecordProperty("differing_per_million_int" + std::to_string(bits), difference.count);
    EXPECT_LE(difference.largest, 1) << bits;
    EXPECT_LE(difference.count, kSamples * 6 / 10'000) << bits;
  }
}

} // namespace
} // namespace weft::num
