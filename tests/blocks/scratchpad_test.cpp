// scratchpad_test.cpp: The model of the scratchpad's banks.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/scratchpad/scratchpad_model.hpp"

#include <gtest/gtest.h>

#include <array>

namespace weft {
namespace {

TEST(Scratchpad, KeepsWholeWords) {
  ByteBank bank(8, 4);
  const std::array<std::int8_t, 4> data{1, -2, 127, -128};
  bank.write(7, data);
  EXPECT_TRUE(std::ranges::equal(bank.word(7), data));
  EXPECT_TRUE(std::ranges::equal(bank.word(6), std::array<std::int8_t, 4>{}));
  EXPECT_EQ(bank.words(), 8U);
}

TEST(Scratchpad, RefusesAddressesBeyondTheLastWordAndPartialWords) {
  ByteBank bank(8, 4);
  const std::array<std::int8_t, 4> data{};
  EXPECT_THROW(bank.word(8), InternalError);
  EXPECT_THROW(bank.write(8, data), InternalError);
  EXPECT_THROW(bank.write(0, std::span(data).first(3)), InternalError);
}

} // namespace
} // namespace weft
