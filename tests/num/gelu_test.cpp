// gelu_test.cpp: The GELU table against its definition and both variants against float64.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/gelu.hpp"
#include "gen/num/ibert.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

namespace weft::num {
namespace {

constexpr double kStep = 0x1p-20;

double exactDeficit(double a) { return 0.5 * a * std::erfc(a / std::numbers::sqrt2); }
double exactGelu(double x) { return 0.5 * x * std::erfc(-x / std::numbers::sqrt2); }
std::int32_t rounded(double value) { return static_cast<std::int32_t>(std::floor(value + 0.5)); }

/// The parabola c0 + c1 t + c2 t^2, t in [0, 1], of one segment as the table's comment defines it.
std::array<double, 3> definedSegment(int index) {
  const double width = std::ldexp(1.0, kGeluSegmentBits - kGeluFraction);
  if (index == 0)
    return {0.0, 0.5 * width, exactDeficit(width) - 0.5 * width};
  std::array<double, 3> t{}, y{};
  for (std::size_t i = 0; i < 3; ++i) {
    t[i] = 0.5 - 0.5 * std::cos((2 * static_cast<double>(i) + 1) * std::numbers::pi / 6);
    y[i] = exactDeficit((index + t[i]) * width);
  }
  const double first = (y[1] - y[0]) / (t[1] - t[0]);
  const double second = ((y[2] - y[1]) / (t[2] - t[1]) - first) / (t[2] - t[0]);
  return {y[0] - first * t[0] + second * t[0] * t[1], first - second * (t[0] + t[1]), second};
}

TEST(GeluTable, EqualsItsDefinition) {
  for (std::size_t i = 0; i < kGeluTable.size(); ++i) {
    const auto defined = definedSegment(static_cast<int>(i));
    EXPECT_EQ(kGeluTable[i].c0, rounded(defined[0] * 0x1p20)) << i;
    EXPECT_EQ(kGeluTable[i].c1, rounded(defined[1] * 0x1p20)) << i;
    EXPECT_EQ(kGeluTable[i].c2, rounded(defined[2] * 0x1p22)) << i;
  }
  const auto end = static_cast<double>(kGeluTable.size()) / 8;
  EXPECT_LT(exactDeficit(end), kStep / 2);
}

TEST(GeluTable, FitsItsHardwareWidths) {
  for (const GeluSegment& segment : kGeluTable) {
    EXPECT_GE(segment.c0, 0);
    EXPECT_LT(segment.c0, 1 << kGeluC0Bits);
    EXPECT_EQ(saturate(segment.c1, kGeluC1Bits), segment.c1);
    EXPECT_EQ(saturate(segment.c2, kGeluC2Bits), segment.c2);
  }
}

double largestError(double reach, Nonlinear nonlinear) {
  double largest = 0;
  for (int i = -100'000; i <= 100'000; ++i) {
    const double x = reach * i / 100'000;
    const double error = gelu(rounded(x / kStep), nonlinear) * kStep - exactGelu(x);
    largest = std::max(largest, std::abs(error));
  }
  return largest;
}

TEST(Gelu, AccurateErrsByLessThanItsBound) {
  for (double reach : {0.5, 1.0, 2.0, 4.0, 8.0, 64.0, 2000.0})
    EXPECT_LT(largestError(reach, Nonlinear::accurate), 0x1p-16) << reach;
}

TEST(Gelu, AccurateKeepsRelativeAccuracyOnNarrowRanges) {
  for (double reach = 0x1p-8; reach < 1.0; reach *= 2)
    EXPECT_LT(largestError(reach, Nonlinear::accurate), 4e-4 * exactGelu(reach)) << reach;
}

TEST(Gelu, IbertErrsAsThePolynomialDoes) {
  EXPECT_NEAR(largestError(4.0, Nonlinear::ibert), 0.01815, 2e-5);
  EXPECT_LT(largestError(2000.0, Nonlinear::ibert), 0.0182);
}

TEST(Gelu, IbertEqualsThePublishedIntegerFunction) {
  const double scale = 0x1p-14;
  const IGelu published(scale);
  for (int q = -(5 << 14); q <= 5 << 14; ++q) {
    const double expected = static_cast<double>(published(q)) * published.outputScale();
    const double actual = gelu(q << (kGeluFraction - 14), Nonlinear::ibert) * kStep;
    ASSERT_NEAR(actual, expected, 1e-4) << q;
  }
}

TEST(Gelu, HandlesTheCorners) {
  for (Nonlinear nonlinear : {Nonlinear::accurate, Nonlinear::ibert}) {
    EXPECT_EQ(gelu(0, nonlinear), 0);
    EXPECT_EQ(gelu(INT32_MAX, nonlinear), INT32_MAX);
    EXPECT_EQ(gelu(INT32_MIN, nonlinear), 0);
  }
}

} // namespace
} // namespace weft::num
