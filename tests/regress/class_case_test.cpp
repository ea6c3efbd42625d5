// class_case_test.cpp: Draws by classes: all of them, in pairs, and what they find.
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/class_case.hpp"

#include "gen/config/derived.hpp"
#include "gen/config/read.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/performance.hpp"
#include "sw/regress/machines.hpp"

#include <gtest/gtest.h>

#include <set>

namespace weft::regress {
namespace {

std::string nameOf(const SizeClass& each) { return lineOf(each) + std::to_string(each.offset); }

/// Names of the classes whose turn came in `count` draws.
std::set<std::string> drawn(const Config& config, std::uint64_t count) {
  std::set<std::string> names;
  for (std::uint64_t number = 0; number < count; ++number)
    names.insert(nameOf(classCase(config, 1, number).classes.front()));
  return names;
}

/// A small machine can have all but sizes of nothing; one round of turns draws them all.
TEST(ClassCase, OneRoundOfTurnsCoversEveryClass) {
  const Config config = loadConfig("tiny4");
  const std::set<std::string> names = drawn(config, sizeClasses().size());
  const std::vector<Blocking> table = blockings(config);
  for (const SizeClass& each : sizeClasses()) {
    const bool exists = table[each.blocking].size + each.offset > 0;
    EXPECT_EQ(names.contains(nameOf(each)), exists) << nameOf(each);
  }
}

TEST(ClassCase, EveryOffsetOfEveryLineIsAClass) {
  std::map<std::string, std::set<int>> offsets;
  for (const SizeClass& each : sizeClasses())
    offsets[lineOf(each)].insert(each.offset);
  EXPECT_EQ(offsets["query block: attention L"], (std::set{-1, 0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(offsets["most keys: attention S"], (std::set{-1, 0}));
  EXPECT_GT(offsets.size(), 50U);
}

TEST(ClassCase, SizesAreThoseOfTheirClasses) {
  const Config config = loadConfig("edge8");
  const std::vector<Blocking> table = blockings(config);
  for (std::uint64_t number = 0; number < 200; ++number) {
    const ClassCase drawn = classCase(config, 3, number);
    const SizeClass& first = drawn.classes.front();
    if (first.dimension != Dimension{"attention", "L"})
      continue;
    const std::int64_t queries = std::stoll(drawn.test.workload.substr(12));
    EXPECT_EQ((queries - first.offset) % table[first.blocking].size, 0) << drawn.test.workload;
  }
}

TEST(ClassCase, ClassesMeetInPairsOnEveryMemory) {
  const Config config = loadConfig("base16");
  int pairs = 0;
  std::map<std::string, int> memories;
  for (std::uint64_t number = 0; number < 300; ++number) {
    const ClassCase drawn = classCase(config, 1, number);
    pairs += drawn.classes.size() > 1 ? 1 : 0;
    const std::string& memory = drawn.test.memory;
    ++memories[memory == "ideal" || memory == "latency=60,bytes=16" ? memory : "slow"];
  }
  EXPECT_GT(pairs, 150);
  EXPECT_EQ(memories.size(), 3U);
  for (const auto& [memory, count] : memories)
    EXPECT_GT(count, 60) << memory;
}

TEST(ClassCase, RunsAreShortOnEveryMachine) {
  for (const char* name : {"tiny4", "edge8", "4x8", "8x4", "base16", "wide32"}) {
    const Config config = namedConfig(name);
    for (std::uint64_t number = 0; number < 40; ++number) {
      const ClassCase drawn = classCase(config, 1, number);
      const Graph graph = makeWorkloadShapes(drawn.test.workload, 1, arithmeticOf(config)).graph;
      EXPECT_LE(predictCycles(graph, config, {config.memory.latency, config.memory.bytes}),
                kMostCycles)
          << drawn.test.workload;
    }
  }
}

TEST(ClassCase, RepeatsAndDiffersFromNumberToNumber) {
  const Config config = loadConfig("tiny4");
  EXPECT_EQ(classCase(config, 1, 7).test.workload, classCase(config, 1, 7).test.workload);
  EXPECT_NE(classCase(config, 1, 7).test.workload, classCase(config, 1, 8).test.workload);
  EXPECT_NE(classCase(config, 1, 7).test.workload, classCase(config, 2, 7).test.workload);
}

/// A last block of so few queries that its chunks follow one another closely, several chunks of
/// keys, head sizes of one slice: attention once was wrong there.
bool hasShortLastBlock(const std::string& workload, const Config& config) {
  if (!workload.starts_with("attention:"))
    return false;
  const Graph graph = makeWorkloadShapes(workload, 1, arithmeticOf(config)).graph;
  const auto& op = std::get<AttentionOp>(graph.operators.front().op);
  const auto block = static_cast<std::size_t>(config.attention.queryBlock);
  const std::size_t left = op.L % block;
  return op.L > block && left >= 1 && left <= 4 && op.S > 32 &&
         op.D <= static_cast<std::size_t>(attentionLanes(config));
}

TEST(ClassCase, ShortLastBlocksOfQueriesAreDrawnSoon) {
  for (const char* name : {"edge8", "base16"}) {
    const Config config = loadConfig(name);
    int found = 0;
    for (std::uint64_t number = 0; number < sizeClasses().size(); ++number)
      found += hasShortLastBlock(classCase(config, 1, number).test.workload, config) ? 1 : 0;
    EXPECT_GE(found, 2) << name;
  }
}

TEST(ClassTally, TellsHowOftenEachClassWasDrawn) {
  ClassTally tally;
  const SizeClass& first = sizeClasses().front();
  note(tally, {first, first});
  const std::string text = tallyText(tally);
  EXPECT_NE(text.find("array rows: gemm K                              2    0    0    0    0    0"),
            std::string::npos)
      << text.substr(0, 400);
  EXPECT_NE(text.find("query block: attention L"), std::string::npos);
}

} // namespace
} // namespace weft::regress
