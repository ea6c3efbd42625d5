// performance_test.cpp: Bytes and cycles of whole schedules
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/random_config.hpp"
#include "gen/config/read.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/performance.hpp"
#include "tests/runs_on.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

Performance predicted(const std::string& text, const Config& config) {
  const WorkloadShapes shapes = makeWorkloadShapes(text, 1, arithmeticOf(config));
  return predict(shapes.graph, config, {config.memory.latency, config.memory.bytes},
                 shapes.samples);
}

/// By hand: [4 x 8] [8 x 4] on a 4 x 4 array with 8-byte beats is one block of two k tiles.
TEST(Performance, BytesOfASmallProductByHand) {
  const AccessCounts a = predicted("gemm:4x8x4", loadConfig("tiny4")).accesses;
  EXPECT_EQ(a.macs, 4U * 8 * 4);
  EXPECT_EQ(a.registers.bytes, 2U * 4 * 8 * 4);
  // Every cell hands on an int8 and a partial sum of 18 bits; weights pass 1 to 4 rows.
  EXPECT_EQ(a.neighbours.bytes, 128U * (1 + 3) + 2 * 4 * (1 + 2 + 3 + 4));
  // Written once by loads, read once by the array.
  EXPECT_EQ(a.scratchpad.bytes, 2U * (4 * 8 + 8 * 4));
  // The first k tile replaces, the second adds, the store reads.
  EXPECT_EQ(a.accumulator.bytes, (1U + 2 + 1) * 4 * 4 * 4);
  // Parameters of 4 channels, written once, read with every row.
  EXPECT_EQ(a.buffers, (1U + 4) * 4 * 8);
  EXPECT_EQ(a.dramWrite.bytes, 4U * 4);
}

TEST(Performance, EveryByteOfTheWorkloadMovesAtLeastOnce) {
  for (const char* text : {"gemm:37x50x40", "attention:L=70,S=40,D=24,H=3", "softmax:9x40",
                           "layernorm:7x50", "add:9x33", "encoder:L=40,D=32,H=2,F=40"})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      if (!test::runsOn(randomConfig(seed), text))
        continue;
      const Performance p = predicted(text, randomConfig(seed));
      EXPECT_GE(p.accesses.dram().bytes, p.work.minimumBytes) << text;
      EXPECT_GE(p.cycles, static_cast<std::int64_t>(p.limit.cycles)) << text << " " << seed;
    }
}

TEST(Performance, SplitsAreWholeAndNeverNegative) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const char* text : {"gemm:130x70x37", "encoder:L=30,D=48,H=4,F=70,layers=2",
                             "encoder:L=70,D=24,H=2,F=50,norm=pre", "softmax:20x100"}) {
      if (!test::runsOn(randomConfig(seed), text))
        continue;
      const Performance p = predicted(text, randomConfig(seed));
      std::int64_t sum = 0;
      for (const OperatorPerformance& op : p.operators) {
        EXPECT_EQ(op.split.total(), op.cycles) << text << " " << op.name;
        for (const CyclePart& part : cycleParts())
          EXPECT_GE(op.split.*part.cycles, 0) << text << " " << op.name << " " << part.name;
        sum += op.cycles;
      }
      EXPECT_EQ(sum, p.cycles) << text;
    }
}

TEST(Performance, SlowerMemoriesNeverHelp) {
  const Config config = loadConfig("tiny4");
  const Graph graph = makeWorkloadShapes("encoder:L=40,D=32,H=2,F=40", 1).graph;
  std::int64_t before = 0;
  for (const std::int64_t latency : {1, 10, 40, 160}) {
    const std::int64_t cycles = predictCycles(graph, config, {latency, 8});
    EXPECT_GT(cycles, before);
    before = cycles;
  }
  before = 0;
  for (const std::int64_t bytes : {8, 4, 2, 1}) {
    const std::int64_t cycles = predictCycles(graph, config, {20, bytes});
    EXPECT_GT(cycles, before);
    before = cycles;
  }
}

TEST(Performance, SamplesRunOneAfterTheOther) {
  const Config config = loadConfig("tiny4");
  const Graph graph = makeWorkloadShapes("gemm:20x30x40", 1).graph;
  const Performance one = predict(graph, config, {20, 8}),
                    three = predict(graph, config, {20, 8}, 3);
  EXPECT_EQ(three.cycles, 3 * one.cycles);
  EXPECT_EQ(three.accesses, one.accesses.times(3));
  EXPECT_EQ(three.operators[0].macs, 3 * one.operators[0].macs);
}

} // namespace
} // namespace weft
