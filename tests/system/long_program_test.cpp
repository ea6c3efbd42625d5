// long_program_test.cpp: A program longer than its ring follows its head, without a cycle lost
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

using testing::Compiled;
using testing::fastMemory;
using testing::tinySimulator;

DeviceRun runThrough(std::uint32_t ringSlots, const Compiled& compiled) {
  RtlOptions options = fastMemory();
  options.mostRingSlots = ringSlots;
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun first = compiled.run(device);
  EXPECT_EQ(compiled.verdict(first), "");
  const DeviceRun second = compiled.run(device);
  EXPECT_EQ(compiled.verdict(second), "");
  EXPECT_EQ(first.counters->cycles, second.counters->cycles);
  return second;
}

/// Commands of one slot and of two, which wrap around the end of the ring.
TEST(LongProgram, RunsThroughAShortRing) {
  for (const char* text : {"gemm:50x40x60", "encoder:L=20,D=24,H=3,F=40"}) {
    SCOPED_TRACE(text);
    const Compiled compiled(text);
    ASSERT_GT(compiled.program.slots(), 64U);
    const DeviceRun whole = runThrough(isa::kMostRingSlots, compiled);
    for (const std::uint32_t slots : {4U, 8U, 32U, 64U})
      EXPECT_GE(runThrough(slots, compiled).counters->cycles, whole.counters->cycles) << slots;
  }
}

TEST(LongProgram, LosesNoCycleInARingThatHoldsWhatTheQueuesHold) {
  const Compiled compiled("gemm:50x40x60");
  constexpr std::uint32_t kSlots = 64;
  ASSERT_GT(compiled.program.slots(), kSlots);
  const DeviceRun whole = runThrough(isa::kMostRingSlots, compiled);
  EXPECT_EQ(runThrough(kSlots, compiled).counters->commandEnd, whole.counters->commandEnd);
}

} // namespace
} // namespace weft
