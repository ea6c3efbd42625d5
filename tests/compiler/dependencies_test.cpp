// dependencies_test.cpp: Tokens order exactly what conflicts
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "sw/compiler/dependencies.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

using isa::Engine;

/// A tracker with the tokens of every command.
class Commands {
public:
  void append(Engine engine, std::initializer_list<Access> accesses) {
    const Ordering ordering = tracker_.append(engine, accesses);
    for (std::size_t i = 0; i < ordering.signalCount; ++i)
      tokens_[ordering.signals[i].number].signal |= ordering.signals[i].tokens;
    tokens_.push_back({ordering.wait, 0});
  }
  const std::vector<isa::Tokens>& tokens() const { return tokens_; }

private:
  DependencyTracker tracker_;
  std::vector<isa::Tokens> tokens_;
};

Access words(std::int64_t begin, std::int64_t end, bool write) {
  return {{kActivationSpace, 0, 1, begin, end}, write};
}

std::uint32_t bit(Engine producer, Engine consumer) {
  return 1U << isa::tokenOf(producer, consumer);
}

TEST(Dependencies, ReadAfterWriteGetsOneToken) {
  Commands tracker;
  tracker.append(Engine::load, {words(0, 8, true)});
  tracker.append(Engine::array, {words(4, 6, false)});
  EXPECT_EQ(tracker.tokens()[0].signal, bit(Engine::load, Engine::array));
  EXPECT_EQ(tracker.tokens()[1].wait, bit(Engine::load, Engine::array));
}

TEST(Dependencies, DisjointRegionsAreFree) {
  Commands tracker;
  tracker.append(Engine::load, {words(0, 8, true)});
  tracker.append(Engine::array, {words(8, 16, false)});
  EXPECT_EQ(tracker.tokens()[1].wait, 0U);
}

TEST(Dependencies, ReadersDoNotOrderEachOther) {
  Commands tracker;
  tracker.append(Engine::array, {words(0, 8, false)});
  tracker.append(Engine::store, {words(0, 8, false)});
  EXPECT_EQ(tracker.tokens()[1].wait, 0U);
}

TEST(Dependencies, WriteAfterReadWaitsForTheReader) {
  Commands tracker;
  tracker.append(Engine::array, {words(0, 8, false)});
  tracker.append(Engine::load, {words(0, 8, true)});
  EXPECT_EQ(tracker.tokens()[1].wait, bit(Engine::array, Engine::load));
}

TEST(Dependencies, OnlyTheLatestProducerIsAwaitedAndOnlyOnce) {
  Commands tracker;
  tracker.append(Engine::load, {words(0, 8, true)});
  tracker.append(Engine::load, {words(8, 16, true)});
  tracker.append(Engine::array, {words(0, 16, false)});
  tracker.append(Engine::array, {words(0, 8, false)});
  EXPECT_EQ(tracker.tokens()[0].signal, 0U);
  EXPECT_EQ(tracker.tokens()[1].signal, bit(Engine::load, Engine::array));
  EXPECT_EQ(tracker.tokens()[3].wait, 0U);
}

TEST(Dependencies, PostWaitsForItsOwnWritesToMemory) {
  Commands tracker;
  const Region rows{tensorSpace(7), 0, 4, 0, 16};
  tracker.append(Engine::post, {{rows, true}});
  tracker.append(Engine::post, {{rows, false}});
  EXPECT_EQ(tracker.tokens()[1].wait, bit(Engine::post, Engine::post));
}

TEST(Dependencies, RectanglesOfATensorMustOverlapInBothDirections) {
  Commands tracker;
  tracker.append(Engine::store, {{{tensorSpace(0), 0, 4, 0, 16}, true}});
  tracker.append(Engine::load, {{{tensorSpace(0), 0, 4, 16, 32}, false}});
  tracker.append(Engine::load, {{{tensorSpace(0), 4, 8, 0, 16}, false}});
  tracker.append(Engine::load, {{{tensorSpace(0), 3, 8, 15, 32}, false}});
  EXPECT_EQ(tracker.tokens()[1].wait, 0U);
  EXPECT_EQ(tracker.tokens()[2].wait, 0U);
  EXPECT_EQ(tracker.tokens()[3].wait, bit(Engine::store, Engine::load));
}

/// As many writes and reads as a schedule of a large product has: a search through all of them for
/// each would take minutes.
TEST(Dependencies, OfManyPlacesOfATensorTakeNoTime) {
  DependencyTracker tracker;
  constexpr std::int64_t kBlocks = 200'000, kRows = 4;
  const auto block = [](std::int64_t index, bool write) {
    return Access{{tensorSpace(0), index % kRows, index % kRows + 1, index / kRows * 4,
                   index / kRows * 4 + 4},
                  write};
  };
  for (std::int64_t i = 0; i < kBlocks; ++i)
    tracker.append(Engine::store, {block(i, true)});
  for (std::int64_t i = 0; i < kBlocks; ++i) {
    const Ordering ordering = tracker.append(Engine::load, {block(i, false)});
    ASSERT_EQ(ordering.signalCount, 1U);
    EXPECT_EQ(ordering.signals[0].number, static_cast<std::size_t>(i));
  }
}

/// What the places find is what a look at every record finds.
TEST(Dependencies, OfRandomRectanglesAreThoseThatOverlap) {
  num::Random random(1, 0);
  Commands tracker;
  struct Past {
    Engine engine;
    Access access;
  };
  std::vector<Past> past;
  const Engine engines[] = {Engine::load, Engine::array, Engine::store};
  for (int i = 0; i < 400; ++i) {
    const std::int64_t row = random.uniform(0, 20), column = random.uniform(0, 60);
    const Access access{{tensorSpace(random.below(2)), row, row + random.uniform(1, 6), column,
                         column + random.uniform(1, 9)},
                        random.chance(50)};
    const Engine engine = engines[random.below(3)];
    tracker.append(engine, {access});
    std::uint32_t conflicts = 0;
    for (const Past& each : past)
      if (each.engine != engine && (each.access.write || access.write) &&
          each.access.region.overlaps(access.region))
        conflicts |= bit(each.engine, engine);
    EXPECT_EQ(tracker.tokens().back().wait & ~conflicts, 0U) << i;
    past.push_back({engine, access});
  }
}

} // namespace
} // namespace weft
