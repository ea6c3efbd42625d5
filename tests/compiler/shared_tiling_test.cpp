// shared_tiling_test.cpp: Blocks of attention on the array fit every machine
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/shared_tiling.hpp"

#include "gen/config/combinations.hpp"
#include "gen/config/derived.hpp"
#include "gen/config/random_config.hpp"
#include "gen/config/read.hpp"
#include "gen/num/random.hpp"
#include "sw/compiler/matmul_shape.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

AttentionOp operatorOf(std::size_t queries, std::size_t keys, std::size_t headSize) {
  AttentionOp op;
  op.L = queries;
  op.S = keys;
  op.D = headSize;
  op.H = 1;
  return op;
}

void expectFits(const SharedTiling& t, const AttentionOp& op, const Config& config) {
  const std::int64_t half = accumulatorRows(config) / 2;
  EXPECT_GE(t.queries, 1);
  EXPECT_LE(t.queries,
            std::min<std::int64_t>(config.attention.queryBlock, static_cast<std::int64_t>(op.L)));
  EXPECT_EQ(t.keys % config.attention.chunk, 0);
  EXPECT_LE(t.blocks * t.queryWords() + t.slots * t.shareWords(), activationWords(config));
  EXPECT_LE(t.slots * (t.keyWords() + t.valueWords()), weightWords(config));
  EXPECT_LE(t.blocks * t.weightedRows() + (t.slots - 1) * t.scoreRows(), half);
  EXPECT_LE(t.scoreRows(), half);
}

TEST(SharedTiling, FitsEveryMachine) {
  num::Random random(1);
  int seen = 0;
  for (std::uint64_t seed = 1; seen < 200; ++seed) {
    const Config config = randomConfig(seed);
    if (attentionUnit(config) != num::AttentionUnit::shared)
      continue;
    ++seen;
    const AttentionOp op =
        operatorOf(1 + random.below(4096), 1 + random.below(4096), 1 + random.below(128));
    SCOPED_TRACE(config.name);
    expectFits(chooseSharedTiling(op, config, arrayCapacity(config)), op, config);
  }
}

/// The sizes that the rules between keys accept suffice for every attention.
TEST(SharedTiling, FitsTheSmallestMemoriesOfAnyArray) {
  Config config = loadConfig("tiny4", {"attention.engine=shared"});
  for (const int rows : {4, 8, 16, 32, 64})
    for (const int columns : {4, 8, 16, 32, 64}) {
      config.array.rows = rows;
      config.array.columns = columns;
      config.attention.chunk = 16;
      config.scratchpad.kib = config.accumulator.kib = 4;
      while (!combinationProblems(config).empty())
        for (const Problem& problem : combinationProblems(config))
          (problem.path == "scratchpad.kib"    ? config.scratchpad.kib
           : problem.path == "accumulator.kib" ? config.accumulator.kib
                                               : config.attention.chunk) =
              std::stoi(problem.nearest);
      for (const std::size_t headSize : {1, 7, 64, 128}) {
        const AttentionOp op = operatorOf(300, 500, headSize);
        SCOPED_TRACE(std::to_string(rows) + " x " + std::to_string(columns));
        expectFits(chooseSharedTiling(op, config, arrayCapacity(config)), op, config);
      }
    }
}

/// Two blocks of keys take turns wherever they can: else the array waits for every softmax.
TEST(SharedTiling, TakesTurnsOnThePresets) {
  for (const char* name : {"tiny4", "edge8", "base16"}) {
    const Config config = loadConfig(name, {"attention.engine=shared"});
    const SharedTiling t =
        chooseSharedTiling(operatorOf(128, 128, 64), config, arrayCapacity(config));
    EXPECT_EQ(t.slots, 2) << name;
  }
}

} // namespace
} // namespace weft
