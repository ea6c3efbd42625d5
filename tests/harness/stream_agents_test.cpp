// stream_agents_test.cpp: Drivers and monitors on a stream stage written in C++, right and wrong.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

/// A one-word register stage with the interface of a Verilated class. `fault` plants a mistake.
struct FakeStage {
  enum Fault { none, dropsValid, changesData, waitsForReady, duplicates };

  std::uint8_t clk = 0, rst_i = 0, valid_i = 0, ready_o = 0, valid_o = 0, ready_i = 0;
  std::uint32_t data_i = 0, data_o = 0;
  Fault fault = none;

  void eval() {
    if (clk && !oldClk_)
      edge();
    oldClk_ = clk;
    valid_o = full_ && (fault != waitsForReady || ready_i);
    data_o = word_;
    ready_o = !full_ || ready_i;
  }

private:
  void edge() {
    if (rst_i) {
      full_ = false;
      return;
    }
    const bool taken = valid_o && ready_i;
    if (full_ && !taken && fault == changesData)
      ++word_;
    if (taken || (full_ && fault == dropsValid))
      full_ = fault == duplicates && (word_ & 7) == 5 && !std::exchange(repeated_, true);
    if (valid_i && ready_o && !full_) {
      full_ = true;
      word_ = data_i;
    }
  }

  std::uint8_t oldClk_ = 0;
  bool full_ = false, repeated_ = false;
  std::uint32_t word_ = 0;
};

struct Outcome {
  bool finished;
  std::string violation;
  std::uint64_t cycles;
};

Outcome pass(FakeStage::Fault fault, unsigned stall, ReadyPolicy policy = ReadyPolicy::random) {
  ClockedBench<FakeStage> bench;
  auto& dut = bench.dut;
  dut.fault = fault;
  auto& driver = bench.add<StreamDriver<std::uint32_t>>(
      dut.valid_i, dut.ready_o, StallSource(1, 0, stall), [&](std::uint32_t v) { dut.data_i = v; },
      [&](std::uint64_t random) { dut.data_i = static_cast<std::uint32_t>(random); });
  auto& monitor = bench.add<StreamMonitor<std::uint32_t>>(
      "out", dut.valid_o, dut.ready_i, StallSource(1, 1, stall), [&] { return dut.data_o; },
      [](std::uint32_t v) { return std::to_string(v); }, policy);
  for (std::uint32_t i = 0; i < 100; ++i) {
    driver.push(i * 3);
    monitor.expect(i * 3);
  }
  bench.reset();
  const bool finished = bench.runUntilDone(2000);
  return {finished, bench.violations().first(), bench.cycle()};
}

TEST(StreamAgents, ARightStagePassesWithAndWithoutStalls) {
  for (unsigned stall : {0U, 30U, 70U})
    for (ReadyPolicy policy : {ReadyPolicy::random, ReadyPolicy::afterValid}) {
      const Outcome outcome = pass(FakeStage::none, stall, policy);
      EXPECT_TRUE(outcome.finished);
      EXPECT_EQ(outcome.violation, "");
    }
}

TEST(StreamAgents, WithoutStallsOneItemMovesInEveryCycle) {
  EXPECT_LE(pass(FakeStage::none, 0).cycles, 100U + 23U);
}

TEST(StreamAgents, AFallingValidIsReported) {
  EXPECT_NE(pass(FakeStage::dropsValid, 50).violation.find("valid fell"), std::string::npos);
}

TEST(StreamAgents, ChangingDataIsReported) {
  EXPECT_NE(pass(FakeStage::changesData, 50).violation.find("changed while it waited"),
            std::string::npos);
}

TEST(StreamAgents, ASurplusItemIsReported) {
  EXPECT_NE(pass(FakeStage::duplicates, 0).violation.find("differs: expected"), std::string::npos);
}

TEST(StreamAgents, AValidThatWaitsForReadyHangs) {
  EXPECT_TRUE(pass(FakeStage::waitsForReady, 0).finished);
  EXPECT_FALSE(pass(FakeStage::waitsForReady, 0, ReadyPolicy::afterValid).finished);
}

} // namespace
} // namespace weft::sim
