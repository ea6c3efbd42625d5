// model_rtl_test.cpp: The model against the RTL where single queues and buffers decide.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/perf/performance.hpp"
#include "sw/runtime/workload_run.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace weft {
namespace {

/// Percent of the RTL's cycles: the bounds that sw/perf/README states for small workloads and for
/// large ones.
constexpr double kSmallBound = 8.0, kLargeBound = 3.0;

void expectClose(const Config& config, const char* text, const char* memory, double bound) {
  RunOptions options;
  options.quiet = true;
  options.rtl.memory = parseMemory(memory, config);
  const Workload workload = makeWorkload(text, 1, arithmeticOf(config));
  const RunReport report = runWorkload(workload, config, options);
  ASSERT_TRUE(report.passed()) << text;
  const MemoryOption& m = options.rtl.memory;
  const auto rtl = static_cast<double>(report.counters->cycles);
  const auto model = static_cast<double>(
      predictCycles(workload.graph, config, {m.latency, m.bytes, m.stallPercent}));
  EXPECT_LE(std::abs(100 * (model - rtl) / rtl), bound)
      << config.name << " " << text << " --memory " << memory << ": " << model << ", RTL " << rtl;
}

/// Rows whose probabilities do not fit the writer leave while their scores come.
TEST(ModelAgainstRtl, OfWideSoftmax) {
  const Config config = loadConfig("tiny4");
  for (const char* memory : {"latency=20,bytes=8", "ideal", "latency=20,bytes=1"})
    for (const char* text : {"softmax:3x900", "softmax:2x2500", "softmax:2x4096"})
      expectClose(config, text, memory, kLargeBound);
}

/// Credit for the next burst comes back beat by beat, and runs are shorter than the queue.
TEST(ModelAgainstRtl, OfTwoReadsInFlight) {
  const Config config = loadConfig("tiny4", {"bus.reads_in_flight=2"});
  for (const char* memory : {"latency=20,bytes=8", "latency=60,bytes=4", "latency=120,bytes=8"})
    for (const char* text : {"add:20x100", "gemm:16x128x48"})
      expectClose(config, text, memory, kLargeBound);
}

TEST(ModelAgainstRtl, OfAttentionOnTheArray) {
  for (const char* preset : {"tiny4", "edge8", "base16"}) {
    const Config config = loadConfig(preset, {"attention.engine=shared"});
    for (const char* memory : {"latency=60,bytes=8", "ideal"})
      for (const char* text :
           {"attention:L=65,S=100,D=64,H=2", "attention:L=40,S=70,D=20,H=3,mask=causal",
            "attention:L=128,S=128,D=32,H=2", "attention:L=3,S=200,D=128,H=1"})
        expectClose(config, text, memory, kSmallBound);
  }
}

TEST(ModelAgainstRtl, OfOtherDataflows) {
  for (const char* dataflow : {"os", "nlr"}) {
    const Config config = loadConfig("tiny4", {std::string("array.dataflow=") + dataflow});
    for (const char* memory : {"latency=60,bytes=8", "ideal"})
      for (const char* text : {"gemm:17x40x50", "gemm:1x100x300", "gemm:64x64x64",
                               "encoder:L=19,D=24,H=3,F=20", "attention:L=20,S=30,D=16,H=2"})
        expectClose(config, text, memory, kSmallBound);
  }
}

TEST(ModelAgainstRtl, OfRowsThatStay) {
  for (const char* preset : {"tiny4", "edge8"}) {
    const Config config = loadConfig(preset, {"array.dataflow=rs"});
    for (const char* memory : {"latency=60,bytes=8", "ideal"})
      for (const char* text : {"gemm:17x40x50", "gemm:64x64x64", "encoder:L=19,D=24,H=3,F=20",
                               "conv:H=16,W=16,C=20,K=20,R=3,S=3", "conv:H=16,W=9,C=3,K=30,R=7,S=7",
                               "conv:H=33,W=20,C=16,K=9,R=2,S=2,stride=2"})
        expectClose(config, text, memory, kSmallBound);
  }
}

/// Every size at its least, and a burst shorter than a command slot.
Config smallest() {
  return loadConfig("tiny4",
                    {"name=smallest", "scratchpad.kib=4", "accumulator.kib=4",
                     "attention.exponent_lanes=1", "attention.query_block=16", "bus.burst_beats=4",
                     "bus.address_bits=32", "bus.id_bits=3", "bus.reads_in_flight=2"});
}

TEST(ModelAgainstRtl, OfTheSmallestMachine) {
  for (const char* memory : {"latency=1,bytes=1", "latency=60,bytes=8", "ideal"})
    for (const char* text : {"add:1x1", "layernorm:1x1", "layernorm:3x65", "softmax:1x900",
                             "softmax:2x2048", "attention:L=64,S=64,D=16,H=1"})
      expectClose(smallest(), text, memory, kLargeBound);
}

TEST(ModelAgainstRtl, OfManyHeadsOnTheSmallestMachine) {
  for (const char* memory : {"latency=1,bytes=1", "latency=60,bytes=8", "ideal"})
    expectClose(smallest(), "encoder:L=2,D=80,H=16,F=3,norm=pre", memory, kSmallBound);
}

} // namespace
} // namespace weft
