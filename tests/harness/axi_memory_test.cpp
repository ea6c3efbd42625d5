// axi_memory_test.cpp: Latency, bandwidth, order, errors and stalls of the memory model.
// SPDX-License-Identifier: Apache-2.0
#include "tests/harness/memory_rig.hpp"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

TEST(AxiMemory, FirstBeatComesLatencyCyclesAfterTheRequest) {
  for (unsigned latency : {1U, 2U, 60U}) {
    MemoryRig rig({.latency = latency});
    rig.reads = {MemoryRig::burst(0, 4)};
    rig.run(latency + 10);
    ASSERT_EQ(rig.beats.size(), 4U);
    EXPECT_EQ(rig.beats[0].cycle, rig.readStarts[0] + latency);
    EXPECT_EQ(rig.beats[3].cycle, rig.beats[0].cycle + 3);
    EXPECT_TRUE(rig.beats[3].last);
    EXPECT_FALSE(rig.beats[2].last);
    EXPECT_EQ(rig.beats[1].value, 0x0f0e0d0c0b0a0908ULL);
  }
}

TEST(AxiMemory, RequestsArePipelined) {
  MemoryRig rig({.latency = 60});
  for (unsigned i = 0; i < 8; ++i)
    rig.reads.push_back(MemoryRig::burst(i * 128ULL, 16, i));
  rig.run(60 + 8 * 16 + 2);
  ASSERT_EQ(rig.beats.size(), 128U);
  EXPECT_EQ(rig.beats.back().cycle - rig.beats.front().cycle, 127U);
  EXPECT_EQ(rig.beats.back().id, 7U);
}

TEST(AxiMemory, ResponseComesLatencyCyclesAfterTheLastBeat) {
  for (unsigned latency : {1U, 20U}) {
    MemoryRig rig({.latency = latency});
    rig.write(8, {0x1122334455667788, 0x99}, 1, 5);
    rig.run(latency + 10);
    ASSERT_EQ(rig.responses.size(), 1U);
    EXPECT_EQ(rig.responses[0].cycle, rig.lastWrite + latency);
    EXPECT_EQ(rig.responses[0].id, 5U);
    EXPECT_EQ(rig.host[8], 0x88);
    EXPECT_EQ(rig.host[15], 0x11);
    EXPECT_EQ(rig.host[16], 0x99);
    EXPECT_EQ(rig.host[17], 17) << "a byte without strobe must stay";
    EXPECT_EQ(rig.memory.writtenBytes(), 16U);
  }
}

TEST(AxiMemory, ReadsAndWritesShareOneBudget) {
  MemoryRig rig({.latency = 1, .bytesPerCycle = 4});
  for (unsigned i = 0; i < 32; ++i) {
    rig.reads.push_back(MemoryRig::burst(0, 16));
    rig.write(4096, std::vector<std::uint64_t>(16, i));
  }
  rig.run(1000);
  const auto moved = rig.memory.readBytes() + rig.memory.writtenBytes();
  EXPECT_NEAR(static_cast<double>(moved), 4000.0, 16.0);
  EXPECT_NEAR(static_cast<double>(rig.memory.readBytes()), 2000.0, 16.0);
}

TEST(AxiMemory, BudgetThatDoesNotDivideTheBusIsMetOnAverage) {
  MemoryRig rig({.latency = 1, .bytesPerCycle = 5});
  for (unsigned i = 0; i < 64; ++i)
    rig.reads.push_back(MemoryRig::burst(0, 16));
  rig.run(1001);
  EXPECT_NEAR(static_cast<double>(rig.memory.readBytes()), 5000.0, 16.0);
}

TEST(AxiMemory, IdleTimeSavesUpLessThanTwoBeats) {
  MemoryRig rig({.latency = 1, .bytesPerCycle = 8});
  rig.run(100);
  rig.reads = {MemoryRig::burst(0, 16), MemoryRig::burst(128, 16)};
  rig.write(4096, std::vector<std::uint64_t>(16, 7));
  rig.run(40);
  EXPECT_LE(rig.memory.readBytes() + rig.memory.writtenBytes(), 41U * 8);
}

TEST(AxiMemory, IdealMovesBothWaysInEveryCycle) {
  MemoryRig rig({});
  for (unsigned i = 0; i < 8; ++i) {
    rig.reads.push_back(MemoryRig::burst(0, 16));
    rig.write(4096, std::vector<std::uint64_t>(16, i));
  }
  rig.run(8 * 16 + 3);
  EXPECT_EQ(rig.beats.size(), 128U);
  EXPECT_EQ(rig.responses.size(), 8U);
}

TEST(AxiMemory, PlantedErrorAnswersOnItsBeatOnly) {
  MemoryRig rig({.errorAddress = MemoryRig::kBase + 19});
  rig.reads = {MemoryRig::burst(0, 4)};
  rig.write(16, {1});
  rig.write(32, {2});
  rig.run(20);
  ASSERT_EQ(rig.beats.size(), 4U);
  for (unsigned i = 0; i < 4; ++i)
    EXPECT_EQ(rig.beats[i].response, i == 2 ? kSlaveError : kOkay);
  ASSERT_EQ(rig.responses.size(), 2U);
  EXPECT_EQ(rig.responses[0].response, kSlaveError);
  EXPECT_EQ(rig.responses[1].response, kOkay);
  EXPECT_EQ(rig.host[16], 16) << "a refused write must not land";
}

TEST(AxiMemory, OutsideEveryWindowAnswersDecodeError) {
  MemoryRig rig({});
  rig.reads = {MemoryRig::burst(8192, 2)};
  rig.write(8192, {1});
  rig.run(20);
  ASSERT_EQ(rig.beats.size(), 2U);
  EXPECT_EQ(rig.beats[0].response, kDecodeError);
  EXPECT_EQ(rig.responses.at(0).response, kDecodeError);
}

/// Two reads and two writes; `channel` stops when the second of its direction is accepted.
MemoryRig withholdingRig(AxiChannel channel) {
  const bool isRead = channel == AxiChannel::ar || channel == AxiChannel::r;
  MemoryRig rig({.latency = 2,
                 .withheldChannel = channel,
                 .withheldAddress = MemoryRig::kBase + (isRead ? 64 : 4096 + 64),
                 .withheldCycles = 200});
  for (unsigned i = 0; i < 4; ++i) {
    rig.reads.push_back(MemoryRig::burst(i * 64ULL, 1, i));
    rig.write(4096 + i * 64ULL, {i}, 255, i);
  }
  return rig;
}

TEST(AxiMemory, WithholdsOneChannelForAWhile) {
  using enum AxiChannel;
  for (const AxiChannel channel : {ar, r, aw, w, b}) {
    MemoryRig rig = withholdingRig(channel);
    rig.run(150);
    const std::string name = "channel " + std::to_string(static_cast<int>(channel));
    const bool isRead = channel == ar || channel == r;
    EXPECT_EQ(rig.beats.size() == 4, !isRead) << name;
    EXPECT_EQ(rig.responses.size() == 4, isRead) << name;
    EXPECT_EQ(rig.reads.empty(), channel != ar) << name;
    EXPECT_EQ(rig.writes.empty(), channel != aw) << name;
    EXPECT_EQ(rig.data.empty(), channel != w) << name;
    rig.run(150);
    EXPECT_EQ(rig.beats.size(), 4U) << name;
    EXPECT_EQ(rig.responses.size(), 4U) << name;
    rig.reads = {MemoryRig::burst(64, 1)};
    rig.write(4096 + 64, {1});
    rig.run(50);
    EXPECT_EQ(rig.beats.size() + rig.responses.size(), 10U) << name << " is withheld once";
  }
}

TEST(AxiMemory, StallsDelayButKeepOrderAndData) {
  std::uint64_t finish[2] = {};
  for (std::uint64_t seed : {1U, 2U}) {
    MemoryRig rig({.latency = 3, .stallPercent = 50, .seed = seed});
    for (unsigned i = 0; i < 10; ++i) {
      rig.reads.push_back(MemoryRig::burst(i * 64ULL, 8, i));
      rig.write(4096 + i * 64ULL, std::vector<std::uint64_t>(8, i), 255, i);
    }
    for (unsigned i = 0; i < 600; ++i) {
      rig.ready = i % 3 != 0;
      rig.tick();
    }
    ASSERT_EQ(rig.beats.size(), 80U);
    ASSERT_EQ(rig.responses.size(), 10U);
    for (unsigned i = 0; i < 80; ++i)
      EXPECT_EQ(rig.beats[i].value & 255, i * 8 % 256);
    for (unsigned i = 0; i < 10; ++i) {
      EXPECT_EQ(rig.responses[i].id, i);
      EXPECT_EQ(rig.host[4096 + i * 64], i);
    }
    EXPECT_TRUE(rig.memory.violations().empty()) << rig.memory.violations().first();
    finish[seed - 1] = rig.beats.back().cycle;
  }
  EXPECT_GT(finish[0], 110U);
  EXPECT_NE(finish[0], finish[1]) << "seeds must differ";
}

TEST(AxiMemory, WriteDataMayComeBeforeItsAddress) {
  MemoryRig rig({});
  rig.write(0, {42});
  const AxiAddress address = rig.writes.front();
  rig.writes.clear();
  rig.run(5);
  EXPECT_TRUE(rig.responses.empty());
  rig.writes.push_back(address);
  rig.run(5);
  EXPECT_EQ(rig.responses.size(), 1U);
  EXPECT_EQ(rig.host[0], 42);
}

} // namespace
} // namespace weft::sim
