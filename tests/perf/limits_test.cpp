// limits_test.cpp: Limits and minimum bytes are lower bounds, whatever is masked.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "gen/num/random.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/performance.hpp"
#include "sw/regress/machines.hpp"
#include "sw/regress/random_case.hpp"
#include "sw/runtime/memory_option.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

std::uint64_t minimumBytes(const std::string& text) {
  return workOf(makeWorkloadShapes(text, 1).graph, 1).minimumBytes;
}

constexpr std::uint64_t kQueries = 3, kKeys = 50, kHeadSize = 8, kHeads = 2;

std::uint64_t bytesWithKeys(std::uint64_t keys) {
  return (2 * kQueries + 2 * keys) * kHeadSize * kHeads; // q, output, k, v
}

TEST(Limits, KeysThatNoQuerySeesAreNotInTheMinimum) {
  const std::string shape = "attention:L=3,S=50,D=8,H=2";
  EXPECT_EQ(minimumBytes(shape), bytesWithKeys(kKeys));
  for (const std::uint64_t valid : {1, 15, 16, 17, 50})
    EXPECT_EQ(minimumBytes(shape + ",mask=padding,valid=" + std::to_string(valid)),
              bytesWithKeys(valid));
}

/// The last query sees every key; with more queries than keys the first ones see none, but are
/// inputs.
TEST(Limits, ACausalMaskHidesNoKeyFromAllQueries) {
  EXPECT_EQ(minimumBytes("attention:L=3,S=50,D=8,H=2,mask=causal"), bytesWithKeys(kKeys));
  EXPECT_EQ(minimumBytes("attention:L=50,S=3,D=8,H=2,mask=causal"), bytesWithKeys(kKeys));
}

TEST(Limits, AnOperatorReadsTheColumnsOfItsHeadsOnce) {
  const Graph graph = makeWorkloadShapes("encoder:L=20,D=32,H=2,F=8,mask=padding,valid=5", 1).graph;
  for (const Operator& op : graph.operators)
    if (op.kind == OperatorKind::attention) {
      EXPECT_EQ(workOf(graph, op).minimumBytes, (2U * 20 + 2 * 5) * 32);
    }
}

/// Keys and values of an encoder are intermediates, so that its mask changes no byte.
TEST(Limits, AMaskInsideAWorkloadFreesNoInput) {
  EXPECT_EQ(minimumBytes("encoder:L=20,D=32,H=2,F=8,mask=padding,valid=5"),
            minimumBytes("encoder:L=20,D=32,H=2,F=8"));
}

/// Weights, channel records, output, and of the input what some result sees.
TEST(Limits, PixelsThatNoResultSeesAreNotInTheMinimum) {
  EXPECT_EQ(minimumBytes("conv:H=7,W=8,C=5,K=6"), 5U * 6 + 6 * 8 + 56 * 6 + 56 * 5);
  EXPECT_EQ(minimumBytes("conv:H=7,W=8,C=5,K=6,stride=2"), 5U * 6 + 6 * 8 + 16 * 6 + 16 * 5);
  EXPECT_EQ(minimumBytes("conv:H=7,W=8,C=5,K=6,R=2,S=3,stride=2,pad=0"),
            30U * 6 + 6 * 8 + 9 * 6 + 6 * 7 * 5);
}

/// 5 x 7 results, of which 4 x 6 are needed.
TEST(Limits, ResultsThatNoMaximumNeedsAreNoWork) {
  const Graph graph = makeWorkloadShapes("conv:H=5,W=7,C=3,K=2,pool=max2", 1).graph;
  EXPECT_EQ(graph.operators[0].macs(), 4U * 6 * 3 * 2);
  EXPECT_EQ(workOf(graph, 1).minimumBytes, 3U * 2 + 2 * 8 + 6 * 2 + 24 * 3);
}

/// A folded kernel is no larger than it was, and ones are no data.
TEST(Limits, WhatTheLayoutAddsIsNotInTheMinimum) {
  EXPECT_EQ(minimumBytes("conv:H=8,W=8,C=3,K=6,R=7,S=7,stride=2"),
            147U * 6 + 6 * 8 + 16 * 6 + 64 * 3);
  EXPECT_EQ(minimumBytes("conv:H=8,W=8,C=3,K=6,pool=average"), 3U * 6 + 6 * 8 + 6 + 64 * 3);
}

TEST(Limits, OfResNetIsItsMultiplyAccumulates) {
  const Limit limit = limitOf(workOf(makeWorkloadShapes("resnet50", 1).graph, 1),
                              loadConfig("base16"), loadConfig("base16").memory.bytes);
  EXPECT_EQ(limit.cycles, (4'089'184'256U + 7 * 7 * 2048) / 256);
  EXPECT_STREQ(limit.resource.c_str(), "array");
}

struct Drawn {
  std::string workload, memory;
};

/// Few queries beside many keys, of which few may be valid: what a wrong minimum shows in.
Drawn maskedAttention(num::Random& random, const Config& config) {
  const std::int64_t keys = random.uniform(1, random.chance(50) ? 4096 : 100);
  const std::int64_t valid = random.chance(50) ? 1 : random.uniform(1, keys);
  const auto number = [&](std::int64_t most) { return std::to_string(random.uniform(1, most)); };
  std::string text = "attention:L=" + number(random.chance(50) ? 2 : 200) +
                     ",S=" + std::to_string(keys) + ",D=" + number(128) + ",H=" + number(3);
  const std::string masks[] = {"", ",mask=causal", ",mask=padding,valid=" + std::to_string(valid)};
  const std::string memory =
      random.chance(30) ? "ideal" : "latency=" + number(100) + ",bytes=" + number(config.bus.bytes);
  return {text + masks[random.below(3)], memory};
}

void expectBound(const Config& config, const Drawn& drawn, std::uint64_t seed) {
  const WorkloadShapes shapes = makeWorkloadShapes(drawn.workload, seed, arithmeticOf(config));
  const MemoryOption memory = parseMemory(drawn.memory, config);
  const Performance p =
      predict(shapes.graph, config, {memory.latency, memory.bytes, memory.stallPercent});
  const std::string where = config.name + " " + drawn.workload + " --memory " + drawn.memory;
  EXPECT_LE(static_cast<std::int64_t>(p.limit.cycles), p.cycles) << where;
  EXPECT_LE(p.work.minimumBytes, p.accesses.dram().bytes) << where;
}

TEST(Limits, NeverPassThePredictionOfRandomMasks) {
  num::Random random(1, 0);
  for (std::uint64_t i = 0; i < 500; ++i) {
    const Config config = i % 3 == 0 ? loadConfig("tiny4") : regress::randomMachine(1, i);
    expectBound(config, maskedAttention(random, config), i);
  }
}

TEST(Limits, NeverPassThePredictionOfRandomWorkloads) {
  for (std::uint64_t i = 0; i < 1500; ++i) {
    const Config config = regress::randomMachine(5, i / 10);
    const regress::Case test = regress::randomCase(config, 3, i, i % 12);
    expectBound(config, {test.workload, test.memory}, test.seed);
  }
}

} // namespace
} // namespace weft
