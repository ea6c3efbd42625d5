// whole_number_test.cpp: What counts as a whole number, and the nearest that is allowed.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/whole_number.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(WholeNumber, IsDigitsOf64Bits) {
  EXPECT_EQ(wholeNumber("0"), 0U);
  EXPECT_EQ(wholeNumber("18446744073709551615"), UINT64_MAX);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "18446744073709551616"})
    EXPECT_FALSE(wholeNumber(text)) << text;
}

TEST(WholeNumber, NearestIsSaidOfEveryNumberOutside) {
  EXPECT_EQ(nearestText("0", 1, 64), "; nearest: 1");
  EXPECT_EQ(nearestText("65", 1, 64), "; nearest: 64");
  EXPECT_EQ(nearestText("-3", 1, 64), "; nearest: 1");
  EXPECT_EQ(nearestText("99999999999999999999", 1, 64), "; nearest: 64");
  EXPECT_EQ(nearestText("-99999999999999999999", 1, 64), "; nearest: 1");
  for (const char* text : {"", "-", "many", "1.5", "--1", "1e9"})
    EXPECT_EQ(nearestText(text, 1, 64), "") << text;
}

} // namespace
} // namespace weft
