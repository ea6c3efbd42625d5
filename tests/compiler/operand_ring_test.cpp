// operand_ring_test.cpp: Slots keep what they hold for as long as they must, and use all words
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/operand_ring.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(OperandRing, AsManySlotsOfOneSizeAsFitStayWhereverItBegins) {
  constexpr std::int64_t kCount = 3, kMostWords = 74;
  for (std::int64_t filledTo = 0; filledTo <= kCount * kMostWords; ++filledTo)
    for (const std::int64_t words :
         {std::int64_t{1}, std::int64_t{20}, std::int64_t{68}, kMostWords}) {
      std::int64_t behind = filledTo;
      OperandRing ring(kCount, kMostWords, behind);
      const std::int64_t fitting = kCount * kMostWords / words;
      for (std::int64_t key = 0; key < fitting; ++key)
        EXPECT_FALSE(ring.claim(key, words).loaded);
      for (std::int64_t key = 0; key < fitting; ++key)
        EXPECT_TRUE(ring.claim(key, words).loaded) << filledTo << ' ' << words << ' ' << key;
    }
}

TEST(OperandRing, EverySlotIsInside) {
  std::int64_t filledTo = 1000; // of a product with larger slots
  OperandRing ring(4, 50, filledTo);
  for (std::int64_t i = 0; i < 100; ++i) {
    const std::int64_t words = 1 + i * 7 % 50;
    const OperandRing::Slot slot = ring.claim(-1, words);
    EXPECT_GE(slot.begin, 0);
    EXPECT_LE(slot.begin + words, 4 * 50);
    EXPECT_EQ(filledTo, slot.begin + words);
  }
}

TEST(OperandRing, ForgetsWhatIsFilledAgain) {
  std::int64_t filledTo = 0;
  OperandRing ring(2, 10, filledTo);
  ring.claim(0, 10);
  ring.claim(1, 10);
  EXPECT_EQ(ring.claim(2, 4).begin, 0);
  EXPECT_TRUE(ring.claim(1, 10).loaded);
  EXPECT_FALSE(ring.claim(0, 10).loaded);
}

TEST(OperandRing, NamelessContentsAreNeverFound) {
  std::int64_t filledTo = 0;
  OperandRing ring(2, 10, filledTo);
  EXPECT_FALSE(ring.claim(-1, 10).loaded);
  EXPECT_FALSE(ring.claim(-1, 10).loaded);
}

TEST(OperandRing, TheNextProductBeginsBehindTheOneBefore) {
  std::int64_t filledTo = 0;
  OperandRing(4, 16, filledTo).claim(0, 16);
  EXPECT_EQ(OperandRing(8, 10, filledTo).claim(0, 10).begin, 20);
}

} // namespace
} // namespace weft
