// product_gap_test.cpp: The array hardly rests between two products
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/product_gap.hpp"

#include "gen/config/read.hpp"

#include <gtest/gtest.h>

namespace weft::benchmark {
namespace {

void expectShort(const ProductPair& pair, const Config& config) {
  EXPECT_LE(productGap(pair, config), mostGap(config, pair)) << config.name;
}

// scripts/benchmark measures the other presets too; these two have a simulator here anyway.
TEST(ProductGap, IsShortBetweenIndependentProducts) {
  for (const char* preset : {"tiny4", "base16"})
    expectShort(independentPair(loadConfig(preset)), loadConfig(preset));
}

TEST(ProductGap, IsShortWhereTheSecondNeedsTheLastTileOfTheFirst) {
  for (const char* preset : {"tiny4", "base16"})
    for (const std::size_t rows : {1, 20, 64, 130, 520})
      for (const std::size_t tiles : {1, 2, 3})
        expectShort(dependentPair(loadConfig(preset), rows, tiles), loadConfig(preset));
}

} // namespace
} // namespace weft::benchmark
