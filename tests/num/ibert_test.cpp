// ibert_test.cpp: I-BERT's integer functions against float64 and against their published errors.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "gen/num/ibert.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace weft::num {
namespace {

double largestExpError(IExp::Constants constants) {
  const double scale = 0x1p-14;
  const IExp exponential(scale, constants);
  double largest = 0;
  for (int q = -(20 << 14); q <= 0; ++q) {
    const double value = static_cast<double>(exponential(q)) * exponential.outputScale();
    largest = std::max(largest, std::abs(value - std::exp(q * scale)));
  }
  return largest;
}

TEST(IExp, HasTheErrorOfItsConstants) {
  EXPECT_NEAR(largestExpError(IExp::Constants::paper), 2.13e-3, 5e-5);
  EXPECT_NEAR(largestExpError(IExp::Constants::code), 1.92e-3, 5e-5);
}

TEST(IExp, FollowsTheAlgorithmInIntegers) {
  const IExp exponential(1.0 / 64, IExp::Constants::paper);
  // ln2 = 44, b = 86, c = 3930 in integers; q = -100 is two octaves and p = -12.
  EXPECT_EQ(exponential(0), 86 * 86 + 3930);
  EXPECT_EQ(exponential(-100), (74 * 74 + 3930) >> 2);
  EXPECT_EQ(exponential(INT32_MIN), 0);
}

TEST(IExp, RefusesWhatItCannotCompute) {
  EXPECT_THROW(IExp(1.0, IExp::Constants::paper), DesignError);
  EXPECT_THROW(IExp(0x1p-16, IExp::Constants::code), DesignError);
  EXPECT_THROW(IExp(0.1, IExp::Constants::paper)(1), InternalError);
}

TEST(IGelu, HasThePublishedError) {
  const double scale = 0x1p-12;
  const IGelu gelu(scale);
  double largest = 0, squares = 0;
  const int reach = 4 << 12;
  for (int q = -reach; q <= reach; ++q) {
    const double x = q * scale;
    const double exact = 0.5 * x * std::erfc(-x / std::numbers::sqrt2);
    const double error = static_cast<double>(gelu(q)) * gelu.outputScale() - exact;
    largest = std::max(largest, std::abs(error));
    squares += error * error;
  }
  EXPECT_NEAR(largest, 0.01815, 2e-4);
  EXPECT_NEAR(std::sqrt(squares / (2 * reach + 1)), 0.0082, 2e-4);
}

TEST(IGelu, FollowsTheAlgorithmInIntegers) {
  const IGelu gelu(1.0 / 16);
  // b = -41, c = -1773: q = 16 gives L = 25^2 - 1773, and the result 16 (L - 1773).
  EXPECT_EQ(gelu(16), 16 * (25 * 25 - 2 * 1773));
  EXPECT_EQ(gelu(-16), 16 * 25 * 25);
  EXPECT_EQ(gelu(0), 0);
  EXPECT_EQ(gelu(-100), 0);
  EXPECT_LT(gelu.outputScale(), 0);
}

TEST(IGelu, RefusesWhatItCannotCompute) {
  EXPECT_THROW(IGelu(2.0), DesignError);
  EXPECT_THROW(IGelu(0x1p-15), DesignError);
  EXPECT_THROW(IGelu(0.1)(1 << 24), InternalError);
}

bool isFloorRoot(std::uint32_t n, std::uint64_t root) {
  return root * root <= n && (root + 1) * (root + 1) > n;
}

TEST(ISqrt, IsTheFloorOnEveryBoundary) {
  for (std::uint64_t root = 1; root < 65536; ++root)
    for (std::uint64_t n : {root * root - 1, root * root, root * root + root}) {
      const ISqrt result = iSqrt(static_cast<std::uint32_t>(n));
      ASSERT_TRUE(isFloorRoot(static_cast<std::uint32_t>(n), result.root)) << n;
      ASSERT_LE(result.updates, 5) << n;
    }
  EXPECT_EQ(iSqrt(0).root, 0u);
  EXPECT_EQ(iSqrt(UINT32_MAX).root, 65535u);
}

TEST(ISqrt, NeedsFiveUpdatesSometimes) {
  EXPECT_EQ(iSqrt(72'352'035).root, 8505u);
  EXPECT_EQ(iSqrt(72'352'035).updates, 5);
}

} // namespace
} // namespace weft::num
