// random_test.cpp: The generator's published bits and the moments of its distributions.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace weft::num {
namespace {

TEST(SplitMix, GivesThePublishedSequence) {
  std::uint64_t state = 1234567;
  EXPECT_EQ(splitmix64(state), 6457827717110365317u);
  EXPECT_EQ(splitmix64(state), 3203168211198807973u);
  EXPECT_EQ(splitmix64(state), 9817491932198370423u);
}

TEST(Random, RepeatsForTheSameSeedOnly) {
  Random a(42), b(42), c(43), d(42, 0), e(42, 1);
  const std::uint64_t first = a.bits();
  EXPECT_EQ(first, b.bits());
  EXPECT_NE(first, c.bits());
  EXPECT_NE(first, d.bits());
  EXPECT_NE(d.bits(), e.bits());
}

TEST(Random, KeepsItsBitsForever) {
  Random random(1);
  std::uint64_t mixed = 0;
  for (int i = 0; i < 1000; ++i)
    mixed = mixed * 31 + random.bits();
  EXPECT_EQ(random.bits(), 14841950361884779394u);
  EXPECT_EQ(mixed, 9257503915041156067u);
}

TEST(Random, UniformReachesBothEndsEvenly) {
  Random random(5);
  int counts[7] = {};
  for (int i = 0; i < 70'000; ++i)
    ++counts[random.uniform(-3, 3) + 3];
  for (int count : counts)
    EXPECT_NEAR(count, 10'000, 500);
  EXPECT_EQ(random.uniform(INT64_MAX, INT64_MAX), INT64_MAX);
  EXPECT_NE(random.uniform(INT64_MIN, INT64_MAX), random.uniform(INT64_MIN, INT64_MAX));
  EXPECT_THROW(random.uniform(1, 0), InternalError);
  EXPECT_THROW(random.below(0), InternalError);
}

TEST(Random, ChanceFollowsThePercentage) {
  Random random(6);
  int hits = 0;
  for (int i = 0; i < 100'000; ++i)
    hits += random.chance(30);
  EXPECT_NEAR(hits, 30'000, 1'000);
  EXPECT_FALSE(random.chance(0));
  EXPECT_TRUE(random.chance(100));
}

TEST(Random, NormalHasUnitVarianceAndNoMean) {
  Random random(9);
  constexpr int kSamples = 200'000;
  double sum = 0, squares = 0;
  int beyondTwoSigma = 0;
  for (int i = 0; i < kSamples; ++i) {
    const double value = random.normal() * 0x1p-16;
    sum += value;
    squares += value * value;
    beyondTwoSigma += std::abs(value) > 2.0;
  }
  EXPECT_NEAR(sum / kSamples, 0.0, 0.01);
  EXPECT_NEAR(squares / kSamples, 1.0, 0.01);
  EXPECT_NEAR(beyondTwoSigma / double{kSamples}, 0.0455, 0.005);
}

TEST(Random, NormalIntegersAreScaledAndLimited) {
  Random random(11);
  constexpr int kSamples = 100'000;
  double squares = 0;
  for (int i = 0; i < kSamples; ++i) {
    const auto value = static_cast<double>(random.normal(5 << 3, 3, -1000, 1000));
    squares += value * value;
  }
  EXPECT_NEAR(squares / kSamples, 25.0 + 1.0 / 12.0, 0.5);
  for (int i = 0; i < 1000; ++i)
    EXPECT_LE(std::abs(random.normal(100, 0, -127, 127)), 127);
}

} // namespace
} // namespace weft::num
