// systolic_array_test.cpp: The tile product in float64, and sizes that the array refuses.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/systolic_array/systolic_array.hpp"
#include "gen/num/error.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

std::vector<std::int8_t> randomBytes(num::Random& random, int count) {
  std::vector<std::int8_t> bytes(static_cast<std::size_t>(count));
  for (std::int8_t& byte : bytes)
    byte = static_cast<std::int8_t>(random.uniform(-128, 127));
  return bytes;
}

TEST(SystolicArray, TileProductEqualsDoublePrecision) {
  num::Random random(1);
  for (const ArrayShape shape : {ArrayShape{4, 8}, ArrayShape{64, 4}, ArrayShape{16, 16}}) {
    const int vectors = 37;
    const auto activations = randomBytes(random, vectors * shape.rows);
    const auto weights = randomBytes(random, shape.rows * shape.columns);
    const auto product = tileProduct(shape, activations, weights);
    ASSERT_EQ(product.size(), static_cast<std::size_t>(vectors * shape.columns));
    for (int m = 0; m < vectors; ++m)
      for (int c = 0; c < shape.columns; ++c) {
        double sum = 0;
        for (int r = 0; r < shape.rows; ++r)
          sum += double(activations[static_cast<std::size_t>(m) * shape.rows + r]) *
                 double(weights[static_cast<std::size_t>(r) * shape.columns + c]);
        ASSERT_EQ(product[static_cast<std::size_t>(m) * shape.columns + c], sum);
      }
  }
}

TEST(SystolicArray, ProbabilitiesHaveNoSign) {
  const std::vector<std::uint8_t> probabilities = {255, 128, 1, 0};
  const std::vector<std::int8_t> values = {-128, 1, 127, 2, 1, 1, 9, 9};
  const std::vector<std::int32_t> expected = {255 * -128 + 128 * 127 + 1, 255 + 128 * 2 + 1};
  EXPECT_EQ(tileProduct({4, 2}, probabilities, values), expected);
}

TEST(SystolicArray, TileProductRefusesPartialRows) {
  const std::vector<std::int8_t> activations(9), weights(16);
  EXPECT_THROW(tileProduct({4, 4}, activations, weights), InternalError);
  EXPECT_THROW(tileProduct({4, 4}, weights, activations), InternalError);
}

TEST(SystolicArray, SmallTilesTakeTheTimeOfTheirWeights) {
  EXPECT_EQ(systolicTiming({16, 4}).period(1), 16);
  EXPECT_EQ(systolicTiming({16, 4}).period(16), 16);
  EXPECT_EQ(systolicTiming({16, 4}).period(17), 17);
  EXPECT_EQ(systolicTiming({16, 4}).streamed(3, 2), 34);
}

TEST(SystolicArray, RefusesASingleRow) {
  SystolicArray array({16, 16});
  hdl::EmitOptions options;
  options.configurations = {{{"ROWS", 1}}};
  try {
    hdl::emit(array, options);
    FAIL() << "accepted";
  } catch (const DesignError& error) {
    EXPECT_NE(std::string(error.what()).find("ROWS_must_be_at_least_2"), std::string::npos)
        << error.what();
  }
}

} // namespace
} // namespace weft
