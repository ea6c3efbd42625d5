// domain_test.cpp: What a key allows, and the nearest legal value.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/keys.hpp"
#include "gen/config/problem.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Domain, NearestOfAChoiceIsTheSmallerOfTwo) {
  const Domain domain = IntegerChoice{4, 8, 16};
  EXPECT_EQ(nearestInteger(domain, 6), 4);
  EXPECT_EQ(nearestInteger(domain, 7), 8);
  EXPECT_EQ(nearestInteger(domain, 1e12), 16);
  EXPECT_EQ(nearestInteger(domain, -3), 4);
}

TEST(Domain, NearestOfARangeRoundsAndClamps) {
  const Domain domain = IntegerRange{1, 64};
  EXPECT_EQ(nearestInteger(domain, 12.6), 13);
  EXPECT_EQ(nearestInteger(domain, 0), 1);
}

TEST(Domain, NamesFollowTheirRule) {
  const Domain name = NameRule{true, false};
  EXPECT_TRUE(allows(name, "my-machine_2"));
  EXPECT_FALSE(allows(name, "2fast"));
  EXPECT_FALSE(allows(name, ""));
  EXPECT_FALSE(allows(Domain{NameRule{false, true}}, "a b"));
  EXPECT_TRUE(allows(Domain{NameRule{false, true}}, ""));
}

TEST(Domain, KindsNeverMix) {
  EXPECT_FALSE(allows(Domain{IntegerRange{0, 9}}, std::string("3")));
  EXPECT_FALSE(allows(Domain{WordChoice{"a"}}, 3));
}

TEST(Domain, NearestWordGivesUpOnDifferentWords) {
  EXPECT_EQ(nearestWord("edeg8", {"tiny4", "edge8"}), "edge8");
  EXPECT_EQ(nearestWord("zebra", {"tiny4", "edge8"}), "");
}

TEST(Keys, EveryFallbackIsLegal) {
  for (const Key& key : configKeys()) {
    if (!key.fallback)
      continue;
    EXPECT_TRUE(
        std::visit([&](const auto& value) { return allows(key.domain, value); }, *key.fallback))
        << key.path;
  }
}

TEST(Keys, EveryKeyIsOneMemberAndOneSentence) {
  Config config;
  std::vector<const void*> members;
  for (const Key& key : configKeys()) {
    const void* member = key.integer ? static_cast<const void*>(key.integer(config))
                                     : static_cast<const void*>(key.word(config));
    EXPECT_EQ(std::count(members.begin(), members.end(), member), 0) << key.path;
    members.push_back(member);
    EXPECT_TRUE(key.meaning.ends_with(".")) << key.path;
  }
}

} // namespace
} // namespace weft
