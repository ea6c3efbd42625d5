// dependencies_test.cpp: tokens order exactly what conflicts
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/dependencies.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

using isa::Engine;

Access words(std::int64_t begin, std::int64_t end, bool write) {
  return {{activationSpace, 0, 1, begin, end}, write};
}

std::uint32_t bit(Engine producer, Engine consumer) {
  return 1U << isa::tokenOf(producer, consumer);
}

TEST(Dependencies, ReadAfterWriteGetsOneToken) {
  DependencyTracker tracker;
  tracker.append(Engine::load, {words(0, 8, true)});
  tracker.append(Engine::array, {words(4, 6, false)});
  EXPECT_EQ(tracker.tokens()[0].signal, bit(Engine::load, Engine::array));
  EXPECT_EQ(tracker.tokens()[1].wait, bit(Engine::load, Engine::array));
}

TEST(Dependencies, DisjointRegionsAreFree) {
  DependencyTracker tracker;
  tracker.append(Engine::load, {words(0, 8, true)});
  tracker.append(Engine::array, {words(8, 16, false)});
  EXPECT_EQ(tracker.tokens()[1].wait, 0U);
}

TEST(Dependencies, ReadersDoNotOrderEachOther) {
  DependencyTracker tracker;
  tracker.append(Engine::array, {words(0, 8, false)});
  tracker.append(Engine::store, {words(0, 8, false)});
  EXPECT_EQ(tracker.tokens()[1].wait, 0U);
}

TEST(Dependencies, WriteAfterReadWaitsForTheReader) {
  DependencyTracker tracker;
  tracker.append(Engine::array, {words(0, 8, false)});
  tracker.append(Engine::load, {words(0, 8, true)});
  EXPECT_EQ(tracker.tokens()[1].wait, bit(Engine::array, Engine::load));
}

TEST(Dependencies, OnlyTheLatestProducerIsAwaitedAndOnlyOnce) {
  DependencyTracker tracker;
  tracker.append(Engine::load, {words(0, 8, true)});
  tracker.append(Engine::load, {words(8, 16, true)});
  tracker.append(Engine::array, {words(0, 16, false)});
  tracker.append(Engine::array, {words(0, 8, false)});
  EXPECT_EQ(tracker.tokens()[0].signal, 0U);
  EXPECT_EQ(tracker.tokens()[1].signal, bit(Engine::load, Engine::array));
  EXPECT_EQ(tracker.tokens()[3].wait, 0U);
}

TEST(Dependencies, PostWaitsForItsOwnWritesToMemory) {
  DependencyTracker tracker;
  const Region rows{tensorSpace(7), 0, 4, 0, 16};
  tracker.append(Engine::post, {{rows, true}});
  tracker.append(Engine::post, {{rows, false}});
  EXPECT_EQ(tracker.tokens()[1].wait, bit(Engine::post, Engine::post));
}

TEST(Dependencies, RectanglesOfATensorMustOverlapInBothDirections) {
  DependencyTracker tracker;
  tracker.append(Engine::store, {{{tensorSpace(0), 0, 4, 0, 16}, true}});
  tracker.append(Engine::load, {{{tensorSpace(0), 0, 4, 16, 32}, false}});
  tracker.append(Engine::load, {{{tensorSpace(0), 4, 8, 0, 16}, false}});
  tracker.append(Engine::load, {{{tensorSpace(0), 3, 8, 15, 32}, false}});
  EXPECT_EQ(tracker.tokens()[1].wait, 0U);
  EXPECT_EQ(tracker.tokens()[2].wait, 0U);
  EXPECT_EQ(tracker.tokens()[3].wait, bit(Engine::store, Engine::load));
}

} // namespace
} // namespace weft
