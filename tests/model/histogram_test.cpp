// histogram_test.cpp: Scales chosen from distributions.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/histogram.hpp"

#include "gen/num/error.hpp"
#include "gen/num/random.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace weft {
namespace {

TEST(Histogram, uniformDataUseTheirWholeRange) {
  Histogram histogram;
  for (int i = -1000; i <= 1000; ++i)
    histogram.add(i / 100.0);
  EXPECT_DOUBLE_EQ(histogram.largest(), 10.0);
  EXPECT_NEAR(histogram.bestScale(8), 10.0 / 127, 0.02 * 10.0 / 127);
  EXPECT_DOUBLE_EQ(histogram.fullScale(16, 1.25), 12.5 / 32767);
}

/// A few far outliers are clipped for the sake of the many: less error than full range has.
TEST(Histogram, clipsOutliersWhenThatLowersTheError) {
  num::Random random(1);
  std::vector<double> values;
  values.reserve(100001);
  for (int i = 0; i < 100000; ++i)
    values.push_back(random.normal() / 65536.0);
  values.push_back(40.0);
  Histogram histogram;
  for (const double value : values)
    histogram.add(value);
  const auto squaredError = [&](double scale) {
    double error = 0;
    for (const double value : values) {
      const double got = std::clamp(std::floor(value / scale + 0.5), -128.0, 127.0) * scale;
      error += (got - value) * (got - value);
    }
    return error;
  };
  EXPECT_LT(squaredError(histogram.bestScale(8)), 0.95 * squaredError(40.0 / 127));
}

TEST(Histogram, widensInsteadOfLosingCounts) {
  Histogram small, large;
  for (int i = 1; i <= 500; ++i) {
    small.add(i * 1e-6);
    large.add(i * 1e-6);
  }
  large.add(1e3);
  EXPECT_NEAR(small.bestScale(8), 5e-4 / 127, 1e-5 / 127);
  EXPECT_NEAR(large.bestScale(8), 1e3 / 127, 10.0 / 127);
}

TEST(Histogram, zerosAskForNoScale) {
  Histogram histogram;
  histogram.add(0);
  EXPECT_EQ(histogram.bestScale(8), 0.0);
  EXPECT_EQ(histogram.fullScale(16, 1.25), 0.0);
  EXPECT_EQ(histogram.shareRoundedToZero(1), 0.0);
}

TEST(Histogram, countsWhatRoundsToZeroHoweverLargeTheLargest) {
  Histogram histogram;
  histogram.add(0);
  for (const double value : {1e-45, -3e-7, 0.2, 0.26, 1.0, 2e5, -3e38})
    histogram.add(value);
  EXPECT_DOUBLE_EQ(histogram.shareRoundedToZero(1e-3), 2.0 / 7);
  EXPECT_DOUBLE_EQ(histogram.shareRoundedToZero(1), 4.0 / 7) << "octaves below one half";
  EXPECT_DOUBLE_EQ(histogram.shareRoundedToZero(3e38 / 127), 6.0 / 7);
  EXPECT_DOUBLE_EQ(histogram.shareRoundedToZero(1e-60), 0.0);
}

TEST(Histogram, refusesWhatIsNoNumber) {
  Histogram histogram;
  EXPECT_THROW(histogram.add(std::nan("")), DesignError);
  EXPECT_THROW(histogram.add(std::numeric_limits<double>::infinity()), DesignError);
  EXPECT_THROW(histogram.add(1e300), DesignError) << "no float";
}

} // namespace
} // namespace weft
