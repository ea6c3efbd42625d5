// chunk_test.cpp: The longest chunk of keys, from the configuration to the Verilated accelerator
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Chunk, OfSixtyFourKeysIsExact) {
  const Config config = loadConfig("tiny4", {"attention.chunk=64", "attention.multipliers=64"});
  RtlOptions options;
  options.memory = configuredMemory(config);
  const auto simulator = simulatorFor(config, SimulatorKind::watched, true).library;
  for (const char* text :
       {"attention:L=66,S=130,D=3,H=2", "attention:L=20,S=63,D=9,H=1,mask=causal", "softmax:3x200",
        "softmax:2x64", "encoder:L=9,D=16,H=2,F=20"}) {
    const testing::Compiled compiled(text, config);
    RtlDevice device = compiled.device(simulator, options);
    EXPECT_EQ(compiled.verdict(compiled.run(device)), "") << text;
  }
}

TEST(Chunk, OfAnotherSizeThanTheMachinesIsRefused) {
  const Workload workload = makeWorkload("softmax:3x200", 1, {.chunkKeys = 32});
  EXPECT_THROW(compile(workload.graph, loadConfig("tiny4")), InternalError);
}

} // namespace
} // namespace weft
