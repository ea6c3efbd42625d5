// simulator_test.cpp: The C interface around a design written in C++ that copies a block of memory.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/sim_api_table.hpp"
#include "verif/harness/simulator.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace weft::sim {
namespace {

/// Pins of a `top` with an 8-byte bus. Register 4 is read-write; writing register 0 reads one beat
/// at that address, writes it 8 bytes further, then raises irq.
struct FakeTop {
  std::uint8_t aclk = 0, aresetn = 0, irq = 0;
  std::uint16_t s_axil_awaddr = 0, s_axil_araddr = 0;
  std::uint8_t s_axil_awvalid = 0, s_axil_awready = 0, s_axil_wvalid = 0, s_axil_wready = 0;
  std::uint8_t s_axil_wstrb = 0, s_axil_bvalid = 0, s_axil_bready = 0, s_axil_bresp = 0;
  std::uint8_t s_axil_arvalid = 0, s_axil_arready = 0, s_axil_rvalid = 0, s_axil_rready = 0;
  std::uint8_t s_axil_rresp = 0;
  std::uint32_t s_axil_wdata = 0, s_axil_rdata = 0;
  std::uint8_t m_axi_arvalid = 0, m_axi_arready = 0, m_axi_arlen = 0, m_axi_arsize = 3;
  std::uint8_t m_axi_arburst = 1, m_axi_arid = 0, m_axi_rvalid = 0, m_axi_rready = 1;
  std::uint8_t m_axi_rlast = 0, m_axi_rresp = 0, m_axi_rid = 0;
  std::uint8_t m_axi_awvalid = 0, m_axi_awready = 0, m_axi_awlen = 0, m_axi_awsize = 3;
  std::uint8_t m_axi_awburst = 1, m_axi_awid = 2, m_axi_wvalid = 0, m_axi_wready = 0;
  std::uint8_t m_axi_wlast = 1, m_axi_bvalid = 0, m_axi_bready = 1, m_axi_bresp = 0, m_axi_bid = 0;
  std::uint8_t m_axi_wstrb = 255;
  std::uint64_t m_axi_araddr = 0, m_axi_awaddr = 0, m_axi_wdata = 0, m_axi_rdata = 0;
};

struct FakeDesign {
  static constexpr unsigned kEngines = 5;

  explicit FakeDesign(std::uint64_t) {}
  FakeTop top;

  void eval() {
    top.s_axil_awready = top.s_axil_wready =
        top.s_axil_awvalid && top.s_axil_wvalid && !top.s_axil_bvalid;
    top.s_axil_arready = !top.s_axil_rvalid;
    if (top.aclk && !oldClock_ && top.aresetn)
      edge();
    oldClock_ = top.aclk;
  }
  std::uint32_t retiredIndex(unsigned engine) const { return 40 + engine; }
  /// Engines 1 and 4 are busy, the others have no command; while a beat is read, engine 0 is too.
  EngineSignals engines() const {
    return {.states = top.m_axi_rvalid ? 0b000'001'001'000'000U : 0b000'001'001'000'001U,
            .taken = taken_,
            .retired = retired_,
            .running = running_};
  }
  void setTime(std::uint64_t time) { time_ = time; }
  /// Register 8 breaks one.
  static void poweredUp() {}
  bool hasBroken() const { return broken_; }
  std::string brokenAssertion() {
    broken_ = false;
    return "broken assertion at time " + std::to_string(time_);
  }
  void openWave(const std::string& file) { waveLog += "open " + file + ";"; }
  void dumpWave(std::uint64_t time) { waveLog += std::to_string(time) + ";"; }
  void closeWave() { waveLog += "close;"; }

  static inline std::string waveLog;

private:
  void edge() {
    top.irq = top.irq || retired_;
    running_ = running_ && !retired_;
    retired_ = taken_ = 0;
    if (top.m_axi_arready)
      top.m_axi_arvalid = 0;
    if (top.m_axi_awready)
      top.m_axi_awvalid = 0;
    if (top.m_axi_wready)
      top.m_axi_wvalid = 0;
    if (top.m_axi_rvalid)
      startWrite();
    if (top.m_axi_bvalid)
      retired_ = 0b10010;
    registers();
  }

  void startWrite() {
    top.m_axi_wdata = top.m_axi_rdata;
    top.m_axi_awvalid = top.m_axi_wvalid = 1;
  }

  void registers() {
    if (top.s_axil_bready)
      top.s_axil_bvalid = 0;
    if (top.s_axil_rready)
      top.s_axil_rvalid = 0;
    if (top.s_axil_awready) {
      top.s_axil_bvalid = 1;
      top.s_axil_bresp = top.s_axil_awaddr > 4 ? 2 : 0;
      scratch_ = top.s_axil_awaddr == 4 ? top.s_axil_wdata : scratch_;
      broken_ = top.s_axil_awaddr == 8;
      if (top.s_axil_awaddr == 0)
        startRead();
    }
    if (top.s_axil_arvalid && top.s_axil_arready) {
      top.s_axil_rvalid = 1;
      top.s_axil_rdata = scratch_;
    }
  }

  void startRead() {
    running_ = true;
    taken_ = 0b10010;
    top.m_axi_araddr = top.s_axil_wdata;
    top.m_axi_awaddr = top.s_axil_wdata + 8;
    top.m_axi_arvalid = 1;
  }

  std::uint8_t oldClock_ = 0;
  std::uint32_t scratch_ = 0;
  std::uint64_t time_ = 0;
  bool broken_ = false;
  std::uint32_t taken_ = 0, retired_ = 0;
  bool running_ = false;
};

struct SimulatorTest : testing::Test {
  const weft_sim_api_table api = SimApi<Simulator<FakeDesign>>::table(true);
  weft_sim_memory memory{20, 0, 0, 16, WEFT_SIM_NO_ADDRESS, 1, 0, WEFT_SIM_NO_ADDRESS, 0};
  std::uint64_t host[16] = {11, 22, 33};
  weft_sim* sim = nullptr;

  void SetUp() override {
    sim = api.create(&memory);
    ASSERT_NE(sim, nullptr);
    ASSERT_EQ(api.map(sim, 0x8000, sizeof host, host), 0);
  }
  void TearDown() override { api.destroy(sim); }
};

TEST_F(SimulatorTest, TableNamesTheDesign) {
  EXPECT_EQ(api.abi, WEFT_SIM_ABI);
  EXPECT_EQ(api.bus_bytes, 8U);
  EXPECT_EQ(api.engines, 5U);
  EXPECT_EQ(api.waves, 1U);
}

TEST_F(SimulatorTest, IllegalMemoriesAreRefused) {
  for (auto spoil : {+[](weft_sim_memory& m) { m.latency = 0; },
                     +[](weft_sim_memory& m) { m.bytes_per_cycle = 9; },
                     +[](weft_sim_memory& m) { m.stall_percent = 100; },
                     +[](weft_sim_memory& m) { m.burst_beats = 0; },
                     +[](weft_sim_memory& m) { m.withheld_channel = 6; }}) {
    weft_sim_memory wrong = memory;
    spoil(wrong);
    EXPECT_EQ(api.create(&wrong), nullptr);
  }
}

TEST_F(SimulatorTest, RegistersAreReadAndWrittenThroughThePins) {
  std::uint32_t value = 0;
  EXPECT_EQ(api.write(sim, 4, 0xCAFE), 0);
  EXPECT_EQ(api.read(sim, 4, &value), 0);
  EXPECT_EQ(value, 0xCAFEU);
  EXPECT_EQ(api.write(sim, 8, 1), 2);
}

TEST_F(SimulatorTest, RunEndsAtTheInterruptAndLogsWhoRetired) {
  ASSERT_EQ(api.write(sim, 0, 0x8008), 0);
  EXPECT_EQ(api.run(sim, 1000), WEFT_SIM_INTERRUPT);
  EXPECT_EQ(host[2], 22U);
  EXPECT_EQ(api.read_bytes(sim), 8U);
  EXPECT_EQ(api.written_bytes(sim), 8U);
  std::uint32_t value = 0;
  api.read(sim, 4, &value);
  const weft_sim_event* event = nullptr;
  ASSERT_EQ(api.events(sim, &event), 2U);
  EXPECT_EQ(event[0].engine, 1U);
  EXPECT_EQ(event[1].engine, 4U);
  EXPECT_EQ(event[1].index, 44U);
  EXPECT_EQ(event[0].begin, api.run_begin(sim));
  EXPECT_EQ(event[0].states[0], event[0].cycle + 1 - event[0].begin);
  EXPECT_EQ(std::accumulate(event[0].states, event[0].states + 8, std::uint64_t{0}),
            event[0].states[0]);
  EXPECT_EQ(api.taken(sim, 1), 1U);
  EXPECT_EQ(api.taken(sim, 0), 0U);
  api.clear_events(sim);
  EXPECT_EQ(api.events(sim, &event), 0U);
}

TEST_F(SimulatorTest, CountsTheCyclesOfEverySetOfBusyEngines) {
  api.clear_events(sim);
  const std::uint64_t start = api.cycle(sim);
  ASSERT_EQ(api.write(sim, 0, 0x8008), 0);
  EXPECT_EQ(api.run(sim, 1000), WEFT_SIM_INTERRUPT);
  const std::uint64_t* sets = api.busy_sets(sim);
  EXPECT_EQ(sets[0b10011], 1U);
  EXPECT_EQ(sets[0b10010], api.cycle(sim) - start - 1);
  EXPECT_EQ(std::accumulate(sets, sets + 32, std::uint64_t{0}), api.cycle(sim) - start);
  api.clear_events(sim);
  EXPECT_EQ(api.busy_sets(sim)[0b10010], 0U);
}

TEST_F(SimulatorTest, RunReportsTimeoutAfterExactlyTheCyclesGiven) {
  const std::uint64_t start = api.cycle(sim);
  EXPECT_EQ(api.run(sim, 123), WEFT_SIM_TIMEOUT);
  EXPECT_EQ(api.cycle(sim), start + 123);
}

TEST_F(SimulatorTest, RunStopsAtAViolation) {
  ASSERT_EQ(api.guard(sim, 0x8010, 8), 0);
  EXPECT_EQ(api.violation(sim), nullptr);
  ASSERT_EQ(api.write(sim, 0, 0x8008), 0);
  EXPECT_EQ(api.run(sim, 1000), WEFT_SIM_VIOLATION);
  ASSERT_NE(api.violation(sim), nullptr);
  EXPECT_NE(std::string(api.violation(sim)).find("guarded"), std::string::npos);
}

/// At the time that a wave shows: two a cycle since the last run began, here since the start.
TEST_F(SimulatorTest, RunStopsAtABrokenAssertion) {
  EXPECT_EQ(api.write(sim, 8, 1), 2);
  EXPECT_EQ(api.run(sim, 1000), WEFT_SIM_VIOLATION);
  ASSERT_NE(api.violation(sim), nullptr);
  const std::string told = api.violation(sim), sentence = "broken assertion at time ";
  const std::size_t at = told.find(sentence);
  ASSERT_NE(at, std::string::npos) << told;
  EXPECT_LT(std::stoull(told.substr(at + sentence.size())), 2 * api.cycle(sim));
}

/// The design does not look at its reset: its ARVALID waits and stays.
TEST_F(SimulatorTest, AValidThatIsHighInResetIsAViolation) {
  api.destroy(sim);
  memory.withheld_channel = 1;
  memory.withheld_cycles = 100;
  memory.withheld_address = 0x8000;
  sim = api.create(&memory);
  api.write(sim, 0, 0x8000); // accepted: from now on AR waits
  api.write(sim, 0, 0x8008);
  ASSERT_EQ(api.violation(sim), nullptr);
  api.reset(sim, 1, 0);
  ASSERT_NE(api.violation(sim), nullptr);
  EXPECT_NE(std::string(api.violation(sim)).find("ARVALID is high in reset"), std::string::npos);
}

TEST_F(SimulatorTest, RecordsEveryChangeOfStateOnRequest) {
  const weft_sim_states* change = nullptr;
  api.clear_events(sim);
  EXPECT_EQ(api.state_changes(sim, &change), 0U);
  api.record_states(sim, 1);
  api.clear_events(sim);
  const std::uint64_t start = api.cycle(sim);
  ASSERT_EQ(api.write(sim, 0, 0x8008), 0);
  ASSERT_EQ(api.run(sim, 1000), WEFT_SIM_INTERRUPT);
  std::uint32_t value = 0;
  api.read(sim, 4, &value);
  ASSERT_EQ(api.state_changes(sim, &change), 5U);
  const std::uint32_t idle = 0b000'001'001'000'001, reading = 0b000'001'001'000'000;
  EXPECT_EQ(change[0].states, idle);
  EXPECT_EQ(change[0].cycle, start);
  EXPECT_EQ(change[1].states, idle | WEFT_SIM_RUNNING);
  EXPECT_EQ(change[1].cycle, api.run_begin(sim));
  EXPECT_EQ(change[2].states, reading | WEFT_SIM_RUNNING);
  EXPECT_EQ(change[3].cycle, change[2].cycle + 1);
  EXPECT_EQ(change[4].states, idle);
  EXPECT_EQ(api.states(sim), idle);
}

TEST_F(SimulatorTest, LogsTheBeatsThatReachMemory) {
  ASSERT_EQ(api.write(sim, 0, 0x8008), 0);
  ASSERT_EQ(api.run(sim, 1000), WEFT_SIM_INTERRUPT);
  const weft_sim_write* beat = nullptr;
  ASSERT_EQ(api.writes(sim, &beat), 1U);
  EXPECT_EQ(beat->address, 0x8010U);
  EXPECT_GT(beat->cycle, api.run_begin(sim));
  EXPECT_LT(beat->cycle, api.cycle(sim));
  api.clear_events(sim);
  EXPECT_EQ(api.writes(sim, &beat), 0U);
}

/// One channel after another falls silent; what waits is told.
TEST_F(SimulatorTest, TellsWhatWaitsBetweenDesignAndMemory) {
  const auto waitingWithout = [&](std::uint32_t channel) {
    api.destroy(sim);
    memory.withheld_channel = channel;
    memory.withheld_cycles = 10'000;
    sim = api.create(&memory);
    api.map(sim, 0x8000, sizeof host, host);
    api.write(sim, 0, 0x8008);
    api.run(sim, 200);
    weft_sim_waiting waiting{};
    api.waiting(sim, &waiting);
    return waiting;
  };
  EXPECT_EQ(waitingWithout(2).reads, 1U);
  EXPECT_EQ(waitingWithout(2).read_address, 0x8008U);
  EXPECT_EQ(waitingWithout(2).r, 0U);
  EXPECT_EQ(waitingWithout(3).aw, 1U);
  EXPECT_EQ(waitingWithout(4).w, 1U);
  EXPECT_EQ(waitingWithout(4).writes, 1U);
  EXPECT_EQ(waitingWithout(5).writes, 1U);
  EXPECT_EQ(waitingWithout(5).write_address, 0x8010U);
  EXPECT_EQ(waitingWithout(5).reads, 0U);
}

/// Cycles of a window count from the begin of the run; in the file they count from 50.
TEST_F(SimulatorTest, WaveHoldsTheCyclesOfTheWindowOnly) {
  FakeDesign::waveLog.clear();
  ASSERT_EQ(api.wave(sim, "w.fst", 2, 3, 50), 0);
  api.run(sim, 10);
  EXPECT_EQ(FakeDesign::waveLog, "");
  ASSERT_EQ(api.write(sim, 0, 0x8008), 0);
  api.run(sim, 10);
  EXPECT_EQ(FakeDesign::waveLog, "open w.fst;104;105;106;107;close;");
  EXPECT_EQ(SimApi<Simulator<FakeDesign>>::table(false).wave(sim, "w.fst", 0, 1, 0), -1);
}

} // namespace
} // namespace weft::sim
