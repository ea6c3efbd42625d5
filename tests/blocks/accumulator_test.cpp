// accumulator_test.cpp: The model of the accumulator.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/accumulator/accumulator_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace weft {
namespace {

using Row = std::array<std::int32_t, 2>;

TEST(Accumulator, AddsAndOverwrites) {
  AccumulatorModel sums(4, 2);
  sums.add(3, Row{5, -6}, true);
  sums.add(3, Row{10, 20}, false);
  EXPECT_TRUE(std::ranges::equal(sums.row(3), Row{15, 14}));
  sums.add(3, Row{1, 2}, true);
  EXPECT_TRUE(std::ranges::equal(sums.row(3), Row{1, 2}));
  EXPECT_TRUE(std::ranges::equal(sums.row(2), Row{0, 0}));
}

TEST(Accumulator, AlignsWeightedValues) {
  AccumulatorModel sums(4, 2);
  sums.add(1, Row{99, 99}, true);
  sums.addWeighed(1, Row{5, -3}, true, {0, 0});
  EXPECT_TRUE(std::ranges::equal(sums.row(1), Row{80, -48}));
  sums.addWeighed(1, Row{1, 1}, false, {5, 0});
  EXPECT_TRUE(std::ranges::equal(sums.row(1), Row{3 + 16, -1 + 16})) << "halves go up";
  sums.addWeighed(1, Row{-3, 1}, false, {0, 5});
  EXPECT_TRUE(std::ranges::equal(sums.row(1), Row{19 - 1, 15 + 1}));
  sums.addWeighed(1, Row{0, 0}, false, {63, 0});
  EXPECT_TRUE(std::ranges::equal(sums.row(1), Row{0, 0}));
}

TEST(Accumulator, RefusesToLeaveInt32) {
  AccumulatorModel sums(4, 2);
  sums.add(0, Row{INT32_MAX, INT32_MIN}, true);
  EXPECT_THROW(sums.add(0, Row{1, 0}, false), InternalError);
  EXPECT_THROW(sums.add(0, Row{0, -1}, false), InternalError);
  EXPECT_THROW(sums.addWeighed(0, Row{1, 0}, false, {0, 0}), InternalError);
}

TEST(Accumulator, RefusesRowsBeyondTheLastAndPartialRows) {
  AccumulatorModel sums(4, 2);
  EXPECT_THROW(sums.row(4), InternalError);
  EXPECT_THROW(sums.add(4, Row{}, true), InternalError);
  EXPECT_THROW(sums.add(0, std::array<std::int32_t, 1>{}, true), InternalError);
}

} // namespace
} // namespace weft
