// timeline_test.cpp: Every command and every cycle is in the timeline, once
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

namespace weft {
namespace {

using testing::Compiled;
using testing::fastMemory;
using testing::tinySimulator;

DeviceRun runWithTimeline(const Compiled& compiled, const MemoryOption& memory) {
  RtlOptions options;
  options.memory = memory;
  options.timeline = true;
  RtlDevice device = compiled.device(tinySimulator(), options);
  DeviceRun run = compiled.run(device);
  EXPECT_EQ(compiled.verdict(run), "");
  return run;
}

void expectEveryCommandOnce(const Timeline& timeline, const Program& program) {
  std::set<std::uint64_t> indices;
  for (const TimelineCommand& command : timeline.commands)
    EXPECT_TRUE(indices.insert(command.index).second) << "command " << command.index << " twice";
  EXPECT_EQ(indices.size(), program.commands - Program::kChecks);
}

void expectNoOverlap(const Timeline& timeline) {
  std::array<std::uint64_t, kDeviceEngines> free{};
  for (const TimelineCommand& command : timeline.commands) {
    EXPECT_GE(command.begin, free[command.engine]) << "command " << command.index;
    EXPECT_LT(command.begin, command.end) << "command " << command.index;
    free[command.engine] = command.end;
    EXPECT_LE(command.end, timeline.cycles);
  }
}

void expectStatesFillTheRun(const Timeline& timeline, const DeviceCounters& counters) {
  std::array<std::uint64_t, kDeviceEngines> next{};
  EngineTable sums{};
  for (const TimelineState& state : timeline.states) {
    EXPECT_EQ(state.begin, next[state.engine]);
    next[state.engine] = state.end;
    sums[state.engine][state.state] += state.end - state.begin;
  }
  for (const std::uint64_t end : next)
    EXPECT_EQ(end, counters.cycles);
  EXPECT_EQ(sums, counters.engines);
}

/// What the operators take of an engine is no more than what it counts, and all its busy cycles.
void expectOperatorsShareTheEngines(const DeviceCounters& counters) {
  EngineTable sums{};
  for (const EngineTable& table : counters.operatorEngines)
    for (std::size_t e = 0; e < kDeviceEngines; ++e)
      for (std::size_t s = 0; s < kEngineStates; ++s)
        sums[e][s] += table[e][s];
  for (std::size_t e = 0; e < kDeviceEngines; ++e) {
    EXPECT_EQ(sums[e][0], counters.engines[e][0]) << "busy cycles of engine " << e;
    for (std::size_t s = 1; s < kEngineStates; ++s)
      EXPECT_LE(sums[e][s], counters.engines[e][s]);
  }
}

TEST(Timeline, HoldsEveryCommandAndEveryCycle) {
  const Config config = loadConfig("tiny4");
  for (const char* text : {"gemm:20x30x40", "attention:L=9,S=20,D=8,H=2", "layernorm:9x40",
                           "softmax:5x40", "encoder:L=10,D=16,H=2,F=32,layers=2"})
    for (const char* memory : {"latency=4,bytes=8", "latency=30,bytes=3,stall=30", "ideal"}) {
      SCOPED_TRACE(std::string(text) + " --memory " + memory);
      const Compiled compiled(text);
      const DeviceRun run = runWithTimeline(compiled, parseMemory(memory, config));
      ASSERT_TRUE(run.timeline && run.counters);
      EXPECT_EQ(run.timeline->cycles, run.counters->cycles);
      expectEveryCommandOnce(*run.timeline, compiled.program);
      expectNoOverlap(*run.timeline);
      expectStatesFillTheRun(*run.timeline, *run.counters);
      expectOperatorsShareTheEngines(*run.counters);
    }
}

/// Data reach memory while the command that stores them is in the engine.
TEST(WrittenIn, LiesWithinTheCommandThatStores) {
  const Compiled compiled("gemm:20x30x40");
  RtlOptions options = fastMemory();
  options.timeline = true;
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun run = compiled.run(device);
  const TensorId output = compiled.program.stored[0];
  std::size_t stores = 0;
  for (const TimelineCommand& command : run.timeline->commands) {
    if (command.kind != "STORE")
      continue;
    const CommandTile& tile = compiled.program.tileOf[command.index - Program::kChecks];
    for (const std::int64_t row : {tile.rows.begin, tile.rows.end - 1}) {
      const auto cycle = device.writtenIn(output, row, tile.columns.begin);
      ASSERT_TRUE(cycle);
      EXPECT_GE(*cycle, command.begin);
      EXPECT_LT(*cycle, command.end);
    }
    ++stores;
  }
  EXPECT_GT(stores, 1U);
  EXPECT_FALSE(device.writtenIn(compiled.workload.graph.inputs[0], 0, 0));
}

TEST(Timeline, BeginsAnewWithEveryRun) {
  const Compiled compiled("gemm:20x30x40");
  RtlOptions options = fastMemory();
  options.timeline = true;
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun first = compiled.run(device), second = compiled.run(device);
  ASSERT_TRUE(first.timeline && second.timeline);
  ASSERT_EQ(first.timeline->commands.size(), second.timeline->commands.size());
  EXPECT_EQ(first.timeline->commands.back().end, second.timeline->commands.back().end);
  EXPECT_EQ(first.counters->operatorEngines, second.counters->operatorEngines);
  expectStatesFillTheRun(*second.timeline, *second.counters);
}

TEST(Timeline, IsKeptOnlyWhenAskedFor) {
  const Compiled compiled("gemm:5x6x7");
  RtlDevice device = compiled.device(tinySimulator(), fastMemory());
  EXPECT_FALSE(compiled.run(device).timeline);
}

TEST(Timeline, NamesOperatorAndTile) {
  const Compiled compiled("gemm:5x6x7");
  const DeviceRun run = runWithTimeline(compiled, fastMemory().memory);
  for (const TimelineCommand& command : run.timeline->commands) {
    EXPECT_EQ(command.operatorName, "gemm");
    const std::map<std::string, std::string> tiles = {{"LOAD activations", "rows 0..4, k 0..5"},
                                                      {"LOAD weights", "columns 0..6, k 0..5"},
                                                      {"LOAD parameters", "columns 0..6"},
                                                      {"MATMUL", "rows 0..4, columns 0..6, k 0..5"},
                                                      {"STORE", "rows 0..4, columns 0..6"}};
    EXPECT_EQ(command.tile, tiles.at(command.kind));
  }
}

} // namespace
} // namespace weft
