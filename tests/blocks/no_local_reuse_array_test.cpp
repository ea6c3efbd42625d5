// no_local_reuse_array_test.cpp: The time of tiles that nothing holds, and sizes that are refused.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/no_local_reuse_array/no_local_reuse_array.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(NoLocalReuseArray, TilesTakeAsLongAsTheirVectors) {
  const ArrayTiming timing = noLocalReuseTiming({16, 4});
  for (const std::int64_t vectors : {1, 15, 16, 17, 21})
    EXPECT_EQ(timing.period(vectors), vectors);
  EXPECT_EQ(timing.streamed(3, 2), 6);
  EXPECT_EQ(timing.load, 0);
}

TEST(NoLocalReuseArray, LatencyIsOfTheAdderTree) {
  EXPECT_EQ(noLocalReuseTiming({4, 16}).latency, 3);
  EXPECT_EQ(noLocalReuseTiming({16, 4}).latency, 5);
}

TEST(NoLocalReuseArray, RefusesRowsThatAreNoPowerOfTwo) {
  NoLocalReuseArray array({16, 16});
  hdl::EmitOptions options;
  options.configurations = {{{"ROWS", 12}}};
  try {
    hdl::emit(array, options);
    FAIL() << "accepted";
  } catch (const DesignError& error) {
    EXPECT_NE(std::string(error.what()).find("LANES_must_be_a_power_of_two"), std::string::npos)
        << error.what();
  }
}

} // namespace
} // namespace weft
