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

TEST(Accumulator, RefusesToLeaveInt32) {
  AccumulatorModel sums(4, 2);
  sums.add(0, Row{INT32_MAX, INT32_MIN}, true);
  EXPECT_THROW(sums.add(0, Row{1, 0}, false), InternalError);
  EXPECT_THROW(sums.add(0, Row{0, -1}, false), InternalError);
}

TEST(Accumulator, RefusesRowsBeyondTheLastAndPartialRows) {
  AccumulatorModel sums(4, 2);
  EXPECT_THROW(sums.row(4), InternalError);
  EXPECT_THROW(sums.add(4, Row{}, true), InternalError);
  EXPECT_THROW(sums.add(0, std::array<std::int32_t, 1>{}, true), InternalError);
}

} // namespace
} // namespace weft
