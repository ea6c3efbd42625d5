// output_stationary_array_test.cpp: The time of tiles whose sums stay, and sizes that are refused.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_stationary_array/output_stationary_array.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(OutputStationaryArray, TilesTakeWholeTilesOfRows) {
  const ArrayTiming timing = outputStationaryTiming({16, 4});
  EXPECT_EQ(timing.period(1), 16);
  EXPECT_EQ(timing.period(15), 16);
  EXPECT_EQ(timing.period(16), 16);
  EXPECT_EQ(timing.period(17), 32);
  EXPECT_EQ(timing.period(21), 32);
  EXPECT_EQ(timing.streamed(3, 17), 96);
  EXPECT_EQ(timing.load, 0);
}

TEST(OutputStationaryArray, LatencyOfARow) {
  EXPECT_EQ(outputStationaryTiming({4, 4}).latency, 20);
  EXPECT_EQ(outputStationaryTiming({16, 4}).latency, 3 * 16 + 4 + 4);
}

void expectRefusal(const hdl::Configuration& sizes, const std::string& sentence) {
  OutputStationaryArray array({16, 16});
  hdl::EmitOptions options;
  options.configurations = {sizes};
  try {
    hdl::emit(array, options);
    FAIL() << "accepted";
  } catch (const DesignError& error) {
    EXPECT_NE(std::string(error.what()).find(sentence), std::string::npos) << error.what();
  }
}

TEST(OutputStationaryArray, RefusesSizesThatItCannotTurn) {
  expectRefusal({{"ROWS", 1}}, "ROWS_must_be_at_least_2");
  expectRefusal({{"ROWS", 12}}, "LANES_must_be_a_power_of_two");
}

} // namespace
} // namespace weft
