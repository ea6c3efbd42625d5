// limits_rtl_test.cpp: The RTL takes no fewer cycles than the limit and moves no fewer bytes.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "gen/num/random.hpp"
#include "sw/runtime/workload_run.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

void expectBound(const char* machine, const std::string& text, const char* memory) {
  const Config config = loadConfig(machine);
  RunOptions options;
  options.quiet = true;
  options.rtl.memory = parseMemory(memory, config);
  const RunReport report =
      runWorkload(makeWorkload(text, 1, arithmeticOf(config)), config, options);
  ASSERT_TRUE(report.passed()) << text;
  EXPECT_LE(report.limit.cycles, report.counters->cycles) << text << " --memory " << memory;
  EXPECT_LE(report.work.minimumBytes, report.counters->readBytes + report.counters->writtenBytes)
      << text;
}

TEST(LimitsOfRtl, HoldUnderRandomMasks) {
  num::Random random(1, 0);
  const auto number = [&](std::int64_t most) { return random.uniform(1, most); };
  for (const char* memory : {"ideal", "latency=1,bytes=8", "latency=20,bytes=1"})
    for (int i = 0; i < 4; ++i) {
      const std::int64_t queries = number(i % 2 == 0 ? 3 : 40), keys = number(500);
      const std::string shape = "attention:L=" + std::to_string(queries) +
                                ",S=" + std::to_string(keys) + ",D=" + std::to_string(number(24)) +
                                ",H=" + std::to_string(number(2));
      const std::string valid = std::to_string(i % 3 == 0 ? 1 : number(keys));
      expectBound("tiny4", shape + ",mask=padding,valid=" + valid, memory);
      expectBound("tiny4", shape + ",mask=causal", memory);
    }
}

/// The greatest ratios of the machine that this was found on.
TEST(LimitsOfRtl, HoldWhereOneKeyOfManyIsValid) {
  expectBound("base16", "attention:L=1,S=4096,D=128,H=1,mask=padding,valid=1", "ideal");
  expectBound("base16", "attention:L=1,S=4096,D=128,H=1,mask=padding,valid=1",
              "latency=60,bytes=16");
  expectBound("base16", "attention:L=128,S=128,D=64,H=12,mask=padding,valid=1",
              "latency=60,bytes=16");
}

} // namespace
} // namespace weft
