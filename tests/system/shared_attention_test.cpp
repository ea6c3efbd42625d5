// shared_attention_test.cpp: Attention on the array of the Verilated accelerator
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

/// Every element that the machine stores is the golden model's, which knows of no machine.
void expectExact(const Config& config, const std::vector<std::string>& workloads) {
  RtlOptions options;
  options.memory = configuredMemory(config);
  const auto simulator = simulatorFor(config, SimulatorKind::watched, true).library;
  for (const std::string& text : workloads) {
    const testing::Compiled compiled(text, config);
    RtlDevice device = compiled.device(simulator, options);
    EXPECT_EQ(compiled.verdict(compiled.run(device)), "") << config.name << ": " << text;
  }
}

const std::vector<std::string> kEveryMask = {
    "attention:L=1,S=1,D=1,H=1",
    "attention:L=17,S=33,D=9,H=2",
    "attention:L=40,S=70,D=20,H=2,mask=causal",
    "attention:L=30,S=12,D=8,H=1,mask=causal", // some queries see no key
    "attention:L=9,S=40,D=16,H=2,mask=padding,valid=1",
    "attention:L=9,S=40,D=16,H=2,mask=padding,valid=17",
    "attention:L=5,S=64,D=128,H=1",
    "encoder:L=19,D=24,H=3,F=20,layers=2"};

TEST(SharedAttention, OfChunksOfSeveralTilesIsExact) {
  expectExact(loadConfig("tiny4", {"attention.engine=shared"}), kEveryMask);
}

TEST(SharedAttention, OfTwoTilesAChunkIsExact) { expectExact(loadConfig("edge8s"), kEveryMask); }

TEST(SharedAttention, OfATileAChunkIsExact) {
  expectExact(loadConfig("base16", {"attention.engine=shared", "attention.exponent_lanes=4"}),
              kEveryMask);
}

TEST(SharedAttention, OnRectangularArraysIsExact) {
  const std::vector<std::string> slow = {"attention.engine=shared", "ram.read_latency=2",
                                         "numerics.nonlinear=ibert"};
  for (const auto& [rows, columns] : {std::pair{4, 16}, std::pair{16, 4}, std::pair{8, 4}}) {
    std::vector<std::string> overrides = slow;
    overrides.push_back("array.rows=" + std::to_string(rows));
    overrides.push_back("array.columns=" + std::to_string(columns));
    expectExact(loadConfig("tiny4", overrides), kEveryMask);
  }
}

TEST(SharedAttention, OfLongChunksIsExact) {
  expectExact(loadConfig("tiny4", {"attention.engine=shared", "attention.chunk=64",
                                   "scratchpad.kib=32", "attention.exponent_lanes=1"}),
              kEveryMask);
}

/// With memories so small that blocks take no turns.
TEST(SharedAttention, OnTheSmallestMemoriesIsExact) {
  expectExact(
      loadConfig("tiny4", {"attention.engine=shared", "scratchpad.kib=8", "accumulator.kib=4"}),
      kEveryMask);
}

} // namespace
} // namespace weft
