// host_test.cpp: A machine without softmax, GELU and LayerNorm, and its host
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/layers.hpp"
#include "sw/perf/performance.hpp"
#include "sw/runtime/workload_run.hpp"
#include "tests/none_overrides.hpp"

#include "gen/config/read.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

RunReport reportOf(const Config& config, const std::string& text, const std::string& backend,
                   unsigned jobs = 1) {
  RunOptions options;
  options.backend = backend;
  options.jobs = jobs;
  options.quiet = true;
  options.watched = true;
  options.rtl.memory = configuredMemory(config);
  return runWorkload(makeWorkload(text, 1, arithmeticOf(config)), config, options);
}

void expectExact(const Config& config, const std::string& text, const std::string& backend,
                 unsigned jobs = 1) {
  const RunReport report = reportOf(config, text, backend, jobs);
  EXPECT_EQ(report.mismatches, 0U) << config.name << ": " << text;
  EXPECT_EQ(report.error.value_or(""), "") << config.name << ": " << text;
  EXPECT_GT(report.checked, 0U);
}

/// Masks, heads that are no multiple of the bus, sizes around those of the array.
const std::vector<std::string> kWorkloads = {
    "gemm:5x9x7,act=gelu",
    "gemm:5x9x7,act=gelu,out=int16",
    "gemm:4x8x65,act=gelu,out=int32",
    "gemm:3x20x7,act=relu",
    "attention:L=1,S=1,D=1,H=1",
    "attention:L=4,S=4,D=4,H=1",
    "attention:L=17,S=33,D=9,H=2",
    "attention:L=40,S=70,D=20,H=2,mask=causal",
    "attention:L=30,S=12,D=8,H=1,mask=causal", // some queries see no key
    "attention:L=9,S=40,D=16,H=2,mask=padding,valid=1",
    "attention:L=9,S=40,D=16,H=3,mask=padding,valid=17",
    "attention:L=5,S=300,D=128,H=1",
    "layernorm:5x33",
    "add:9x70",
    "encoder:L=19,D=24,H=3,F=20,layers=2",
    "encoder:L=6,D=16,H=2,F=9,norm=pre"};

TEST(Host, EveryWorkloadIsExactByCommands) {
  for (const auto& [rows, columns] : {std::pair{4, 4}, std::pair{4, 16}, std::pair{16, 4}})
    for (const char* bus : {"8", "32"}) {
      const Config config = loadConfig(
          "tiny4", testing::noneOverrides({"array.rows=" + std::to_string(rows),
                                           "array.columns=" + std::to_string(columns),
                                           std::string("bus.bytes=") + bus, "post.lanes=4",
                                           "scratchpad.kib=32", "accumulator.kib=8"}));
      for (const std::string& text : kWorkloads)
        expectExact(config, text, "commands");
    }
}

TEST(Host, EveryWorkloadIsExactInHardware) {
  const Config config = loadConfig("tiny4", testing::noneOverrides());
  for (const std::string& text : kWorkloads)
    expectExact(config, text, "rtl");
}

TEST(Host, OtherDataflowsAreExactInHardware) {
  for (const char* dataflow : {"os", "nlr"}) {
    const Config config =
        loadConfig("tiny4", testing::noneOverrides({std::string("array.dataflow=") + dataflow}));
    for (const std::string& text : kWorkloads)
      expectExact(config, text, "rtl");
  }
}

TEST(Host, PartsSideBySideAreExact) {
  const Config config = loadConfig("tiny4", testing::noneOverrides());
  expectExact(config, "encoder:L=19,D=24,H=3,F=20,layers=2", "commands", 2);
}

/// Rows, columns of each function times the cycles of the table.
TEST(Host, CyclesAreElementsTimesTheTable) {
  const Config config = loadConfig("tiny4", testing::noneOverrides());
  const RunReport report = reportOf(config, "encoder:L=6,D=16,H=2,F=9", "rtl");
  ASSERT_TRUE(report.host);
  constexpr std::uint64_t kScores = 2 * 6 * 6, kInner = 6 * 9, kStream = 6 * 16;
  EXPECT_EQ(report.host->softmax, 7 * kScores);
  EXPECT_EQ(report.host->gelu, 5 * kInner);
  EXPECT_EQ(report.host->norm, 2 * 11 * kStream);
  EXPECT_EQ(report.host->dequantise, 2 * (kScores + kInner + 2 * kStream));
  EXPECT_EQ(report.host->quantise, 3 * (kScores + kInner + 2 * 2 * kStream));
}

TEST(Host, CyclesOfOperatorsAndEnginesSumToTheRun) {
  const Config config = loadConfig("tiny4", testing::noneOverrides());
  const RunReport report = reportOf(config, "encoder:L=6,D=16,H=2,F=9", "rtl");
  std::uint64_t sum = 0;
  for (const OperatorReport& op : report.operators) {
    EXPECT_EQ(op.start, sum) << op.name;
    sum += op.cycles;
  }
  EXPECT_EQ(sum, report.counters->cycles);
  for (const isa::Engine engine : isa::enginesOf(num::AttentionUnit::none)) {
    std::uint64_t states = 0;
    for (const std::uint64_t cycles : report.counters->engines[static_cast<std::size_t>(engine)])
      states += cycles;
    EXPECT_EQ(states, report.counters->cycles);
  }
}

TEST(Host, ThePredictionHasTheSameHost) {
  const Config config = loadConfig("tiny4", testing::noneOverrides());
  const std::string text = "encoder:L=40,D=32,H=2,F=64";
  const RunReport report = reportOf(config, text, "rtl");
  const Performance performance = predict(makeWorkloadShapes(text, 1, arithmeticOf(config)).graph,
                                          config, {config.memory.latency, config.memory.bytes, 0});
  EXPECT_EQ(performance.host.total(), report.host->total());
  EXPECT_EQ(performance.accesses.dramRead.bytes, report.counters->readBytes);
  EXPECT_EQ(performance.accesses.dramWrite.bytes, report.counters->writtenBytes);
  const auto measured = static_cast<double>(report.counters->cycles);
  EXPECT_NEAR(static_cast<double>(performance.cycles), measured, 0.08 * measured);
}

} // namespace
} // namespace weft
