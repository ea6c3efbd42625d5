// float_decoder_test.cpp: A decoder's layer sees the tokens before, and its time is told by group
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/float_decoder.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace weft {
namespace {

std::vector<float> rowOf(std::size_t width, int token) {
  std::vector<float> row(width);
  for (std::size_t i = 0; i < width; ++i)
    row[i] = static_cast<float>((static_cast<int>(i) * 7 + token * 5) % 11 - 5);
  return row;
}

FloatDecoderLayer layerOf(const TransformerShape& shape, std::size_t tokens) {
  num::Random random(3);
  return {shape, tokens, random};
}

/// The third token depends on all before it, in their order, and on none behind it.
TEST(FloatDecoder, SeesTheTokensBefore) {
  const TransformerShape shape{1, 16, 4};
  const auto lastOf = [&](const std::vector<int>& tokens) {
    FloatDecoderLayer layer = layerOf(shape, tokens.size());
    GroupSeconds seconds{};
    std::vector<float> row;
    for (const int token : tokens) {
      row = rowOf(shape.width, token);
      layer.step(row, seconds);
    }
    return row;
  };
  EXPECT_EQ(lastOf({1, 2, 3}), lastOf({1, 2, 3}));
  EXPECT_NE(lastOf({1, 2, 3}), lastOf({1, 4, 3}));
  EXPECT_NE(lastOf({1, 2, 3}), lastOf({3}));
}

TEST(FloatDecoder, GivesTimeToEveryGroup) {
  const TransformerShape shape{1, 256, 4};
  FloatDecoderLayer layer = layerOf(shape, 20);
  GroupSeconds seconds{};
  std::vector<float> row = rowOf(shape.width, 1);
  for (int token = 0; token < 20; ++token)
    layer.step(row, seconds);
  for (const double part : seconds)
    EXPECT_GT(part, 0.0);
  for (const float value : row)
    EXPECT_TRUE(std::isfinite(value));
}

} // namespace
} // namespace weft
