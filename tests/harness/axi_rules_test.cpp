// axi_rules_test.cpp: Every AXI rule, broken once; the message must name it.
// SPDX-License-Identifier: Apache-2.0
#include "tests/harness/memory_rig.hpp"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

void expectViolation(const MemoryRig& rig, const std::string& part) {
  ASSERT_FALSE(rig.memory.violations().empty()) << "expected: " << part;
  EXPECT_NE(rig.memory.violations().first().find(part), std::string::npos)
      << rig.memory.violations().first();
}

TEST(AxiRules, BurstsAcross4KiBAreReported) {
  MemoryRig rig({});
  rig.reads = {MemoryRig::burst(4096 - 64, 9)};
  rig.run(3);
  expectViolation(rig, "AR at 0x10fc0 crosses a 4 KiB boundary");
}

TEST(AxiRules, BurstsUpTo4KiBAreLegal) {
  MemoryRig rig({});
  rig.reads = {MemoryRig::burst(4096 - 64, 8)};
  rig.run(12);
  EXPECT_TRUE(rig.memory.violations().empty()) << rig.memory.violations().first();
}

TEST(AxiRules, UnalignedBurstsAreReported) {
  MemoryRig rig({});
  rig.reads = {MemoryRig::burst(4, 1)};
  rig.run(2);
  expectViolation(rig, "is not aligned to the bus");
}

TEST(AxiRules, LongBurstsAreReported) {
  MemoryRig rig({.burstBeats = 8});
  rig.write(0, std::vector<std::uint64_t>(9, 1));
  rig.run(2);
  expectViolation(rig, "AW at 0x10000 has 9 beats, more than 8");
}

TEST(AxiRules, NarrowAndWrappingBurstsAreReported) {
  MemoryRig narrow({});
  narrow.reads = {MemoryRig::burst(0, 1)};
  narrow.reads[0].size = 2;
  narrow.run(2);
  expectViolation(narrow, "does not use the full bus width");
  MemoryRig wrapping({});
  wrapping.reads = {MemoryRig::burst(0, 1)};
  wrapping.reads[0].burst = 2;
  wrapping.run(2);
  expectViolation(wrapping, "is not an INCR burst");
}

TEST(AxiRules, AnAddressThatChangesWhileWaitingIsReported) {
  MemoryRig rig({.stallPercent = 99});
  rig.reads = {MemoryRig::burst(0, 1), MemoryRig::burst(8, 1)};
  rig.run(3);
  ASSERT_EQ(rig.reads.size(), 1U) << "the second request must be waiting";
  rig.reads[0].address += 8;
  rig.run(1);
  expectViolation(rig, "AR changed while it waited for ready");
}

TEST(AxiRules, AnAddressThatVanishesWhileWaitingIsReported) {
  MemoryRig rig({.stallPercent = 99});
  rig.reads = {MemoryRig::burst(0, 1), MemoryRig::burst(8, 1)};
  rig.run(3);
  ASSERT_EQ(rig.reads.size(), 1U) << "the second request must be waiting";
  rig.reads.clear();
  rig.run(1);
  expectViolation(rig, "AR changed while it waited for ready");
}

TEST(AxiRules, WriteDataThatChangesWhileWaitingIsReported) {
  MemoryRig rig({.stallPercent = 99});
  rig.write(0, {1, 2, 3, 4});
  rig.run(3);
  rig.data.front().value = 77;
  rig.run(1);
  expectViolation(rig, "W changed while it waited for ready");
}

TEST(AxiRules, AWrongLastIsReported) {
  MemoryRig rig({});
  rig.write(0, {1, 2, 3, 4});
  rig.data[1].last = true;
  rig.run(5);
  expectViolation(rig, "WLAST does not match the length of the burst at 0x10000");
}

TEST(AxiRules, ATouchedGuardIsReported) {
  MemoryRig rig({});
  rig.memory.map().guard(MemoryRig::kBase + 128, 64);
  rig.reads = {MemoryRig::burst(0, 16), MemoryRig::burst(192, 1)};
  rig.run(30);
  EXPECT_TRUE(rig.memory.violations().empty());
  rig.write(120, {1, 2});
  rig.run(3);
  expectViolation(rig, "write at 0x10078 touches a guarded zone");
}

} // namespace
} // namespace weft::sim
