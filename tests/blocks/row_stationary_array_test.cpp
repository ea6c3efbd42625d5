// row_stationary_array_test.cpp: The time of steps and passes, and sizes that are refused.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/row_stationary_array/row_stationary_array.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(RowStationaryArray, ProductsTakeWholeStepsOfColumns) {
  const ArrayTiming timing = rowStationaryTiming({4, 16});
  EXPECT_EQ(timing.period(1), 16);
  EXPECT_EQ(timing.period(15), 16);
  EXPECT_EQ(timing.period(16), 16);
  EXPECT_EQ(timing.period(17), 32);
  EXPECT_EQ(timing.period(21), 32);
}

TEST(RowStationaryArray, ShortPassesTakeTheTimeOfTheirWeights) {
  EXPECT_EQ(rowStationaryTiming({16, 4}).period(4), 16);
  EXPECT_EQ(rowStationaryTiming({16, 4}).period(17), 20);
  EXPECT_EQ(tileWords(4, 16), 16) << "twelve of them blank";
}

TEST(RowStationaryArray, LatencyOfAStep) {
  EXPECT_EQ(stepLatency({4, 4}, 1), 15);
  EXPECT_EQ(stepLatency({16, 16}, 7), (15 + 16) * 7 + 16 + 4);
}

/// A window of the most taps, and the steps that the lowest row is ahead of row 0.
TEST(RowStationaryArray, HoldsTheColumnsThatItsRowsNeed) {
  for (const int rows : {4, 8, 16})
    for (const int columns : {4, 8, 16}) {
      const int ahead = (rows - 1) / columns + 2;
      EXPECT_GE(heldColumns(rows, columns) - 1, kMostKernelTaps + kMostLineStep * ahead);
      EXPECT_GE(heldColumns(rows, columns) - 1, 2 * kMostKernelTaps) << "or it would wait for ever";
    }
}

void expectRefusal(const hdl::Configuration& sizes, const std::string& sentence) {
  RowStationaryArray array({16, 16});
  hdl::EmitOptions options;
  options.configurations = {sizes};
  try {
    hdl::emit(array, options);
    FAIL() << "accepted";
  } catch (const DesignError& error) {
    EXPECT_NE(std::string(error.what()).find(sentence), std::string::npos) << error.what();
  }
}

TEST(RowStationaryArray, RefusesSizesThatItCannotTurn) {
  expectRefusal({{"COLUMNS", 12}}, "COLUMNS_must_be_a_power_of_two");
  expectRefusal({{"ROWS", 12}}, "ROWS_must_be_a_power_of_two");
}

} // namespace
} // namespace weft
