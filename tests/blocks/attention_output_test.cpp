// attention_output_test.cpp: Reciprocal and output scaling against real division.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/attention_output_model.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace weft {
namespace {

using num::Random;
using num::Scale;

double realFactor(std::uint32_t sum, Scale scale) {
  const RowFactor factor = rowFactor(sum, scale);
  return std::ldexp(factor.multiplier, -factor.shift);
}

TEST(RowFactor, IsWithinTwoToMinusFourteenOfTheRealQuotient) {
  Random random(21);
  for (int trial = 0; trial < 100000; ++trial) {
    const auto sum =
        static_cast<std::uint32_t>(random.bits() >> (32 + random.below(17)) | 1u << 15);
    const Scale scale = num::scaleFromReal(std::exp2(random.uniform(-8, 8)) / 1.7);
    const double exact = 16.0 / sum * realFromScale(scale);
    ASSERT_NEAR(realFactor(sum, scale) / exact, 1.0, std::exp2(-14)) << sum;
  }
}

TEST(RowFactor, HoldsAtTheEndsOfTheTable) {
  const Scale one = Scale::make(1u << 25, 25);
  for (const std::uint32_t sum : {1u << 15, (1u << 16) - 1, 1u << 31, UINT32_MAX, 255u << 8})
    EXPECT_NEAR(realFactor(sum, one) * sum / 16, 1.0, std::exp2(-14)) << sum;
}

TEST(RowFactor, RefusesAnEmptyRow) {
  EXPECT_THROW(rowFactor(0, Scale::make(1u << 25, 25)), InternalError);
}

TEST(AttentionOutput, IsRoundedOnceAndSaturated) {
  const RowFactor half{1u << 16, 17};
  EXPECT_EQ(attentionOutput(3, half), 2);
  EXPECT_EQ(attentionOutput(-3, half), -1);
  EXPECT_EQ(attentionOutput(1000, half), 127);
  EXPECT_EQ(attentionOutput(-1000, half), -128);
  EXPECT_EQ(attentionOutput(-1, {(1u << 17) - 1, 81}), 0);
}

TEST(AttentionOutput, OneKeyGivesItsValue) {
  const Scale one = Scale::make(1u << 25, 25);
  for (int p = 128; p <= 255; ++p)
    for (int v = -128; v <= 127; ++v) {
      const RowFactor factor = rowFactor(static_cast<std::uint32_t>(p) << 8, one);
      ASSERT_EQ(attentionOutput(std::int64_t{p} * v * 16, factor), v) << "p " << p;
    }
}

} // namespace
} // namespace weft
