// address_map_test.cpp: Windows, guards and their edges.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/address_map.hpp"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

TEST(AddressMap, FindsOnlyRangesInsideOneWindow) {
  std::uint8_t low[64], high[64];
  AddressMap map;
  ASSERT_TRUE(map.map(0x1000, 64, low));
  ASSERT_TRUE(map.map(0x1040, 64, high));
  EXPECT_EQ(map.find(0x1000, 64), low);
  EXPECT_EQ(map.find(0x103f, 1), low + 63);
  EXPECT_EQ(map.find(0x1040, 1), high);
  EXPECT_EQ(map.find(0x103f, 2), nullptr) << "spans two windows";
  EXPECT_EQ(map.find(0x0fff, 1), nullptr);
  EXPECT_EQ(map.find(0x1080, 1), nullptr);
}

TEST(AddressMap, RefusesEmptyAndOverlappingWindows) {
  std::uint8_t host[64];
  AddressMap map;
  EXPECT_FALSE(map.map(0, 0, host));
  ASSERT_TRUE(map.map(16, 16, host));
  EXPECT_FALSE(map.map(31, 16, host));
  EXPECT_FALSE(map.map(1, 16, host));
  EXPECT_FALSE(map.map(20, 4, host));
  EXPECT_FALSE(map.map(0, 64, host));
  EXPECT_TRUE(map.map(32, 16, host));
}

TEST(AddressMap, GuardsCoverTheirBytesOnly) {
  AddressMap map;
  ASSERT_TRUE(map.guard(100, 10));
  EXPECT_FALSE(map.guard(109, 1));
  EXPECT_FALSE(map.guarded(0, 100));
  EXPECT_TRUE(map.guarded(0, 101));
  EXPECT_TRUE(map.guarded(109, 1));
  EXPECT_FALSE(map.guarded(110, 50));
  map.clear();
  EXPECT_FALSE(map.guarded(100, 10));
}

} // namespace
} // namespace weft::sim
