// pe_test.cpp: The cell's model, and sizes that the cell refuses.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/pe/pe.hpp"
#include "gen/blocks/pe/pe_model.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Pe, MultipliesByTheWeightOfItsTile) {
  PeModel cell;
  cell.step({.load = true, .weight = 3});
  cell.step({.valid = true, .swap = true, .activation = 5});
  cell.step({.load = true, .valid = true, .weight = 100, .activation = -7, .sum = 1000});
  EXPECT_EQ(cell.sum, 1000 + 3 * 5);
  cell.step({.valid = true, .swap = true, .activation = 2, .sum = 0});
  EXPECT_EQ(cell.sum, 3 * -7);
  cell.step({});
  EXPECT_EQ(cell.sum, 100 * 2);
}

TEST(Pe, KeepsItsSumWhileNothingArrives) {
  PeModel cell;
  cell.step({.sum = 99});
  cell.step({.sum = 77});
  EXPECT_EQ(cell.sum, 0);
}

TEST(Pe, TakesProbabilities) {
  PeModel cell;
  cell.step({.load = true, .weight = -128});
  cell.step({.valid = true, .swap = true, .activation = 255});
  cell.step({.sum = -1});
  EXPECT_EQ(cell.sum, -1 - 128 * 255);
}

TEST(Pe, RefusesASumThatHoldsNoProduct) {
  Pe cell;
  hdl::EmitOptions options;
  options.configurations = {{{"DATA_W", 8}, {"SUM_W", 16}}};
  try {
    hdl::emit(cell, options);
    FAIL() << "accepted";
  } catch (const DesignError& error) {
    EXPECT_NE(std::string(error.what()).find("SUM_W_must_exceed_a_product"), std::string::npos)
        << error.what();
  }
}

} // namespace
} // namespace weft
