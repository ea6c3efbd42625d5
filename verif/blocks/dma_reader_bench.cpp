// dma_reader_bench.cpp: The reader against the memory model: data, order, rate, errors, draining.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/axi_agent.hpp"
#include "verif/harness/byte_beat.hpp"
#include "verif/harness/memory_image.hpp"
#include "verif/harness/run_port.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include "Vdma_reader_bus16.h"
#include "Vdma_reader_bus64.h"
#include "Vdma_reader_bus8.h"
#include "Vdma_reader_deep.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

template <class D, unsigned bus, unsigned address, unsigned beats, unsigned inFlight> struct Shape {
  using Dut = D;
  static constexpr unsigned kBus = bus, kAddress = address, kBurst = beats, kInFlight = inFlight;
};
using Shapes =
    testing::Types<Shape<Vdma_reader_bus8, 8, 32, 16, 16>, Shape<Vdma_reader_bus16, 16, 40, 16, 16>,
                   Shape<Vdma_reader_bus64, 64, 64, 4, 8>, Shape<Vdma_reader_deep, 8, 40, 64, 64>>;

template <class S> struct Rig {
  static constexpr std::uint64_t kBase = 0x40000, kSize = 32768;

  explicit Rig(MemorySpec spec, unsigned stall = 0, ReadyPolicy policy = ReadyPolicy::random)
      : image(kBase, kSize, 5), runs(driver(stall)), beats(monitor(stall, policy)),
        memory(agent(spec)) {
    memory.map().map(kBase, kSize, image.bytes.data());
    bench.dut.drain_i = 0;
    bench.reset();
  }

  auto& driver(unsigned stall) {
    auto& dut = bench.dut;
    return bench.template add<StreamDriver<ByteRun>>(
        dut.run_valid_i, dut.run_ready_o, StallSource(1, 0, stall),
        [&dut](const ByteRun& run) { putRun(dut.run_data_i, S::kAddress, run); },
        [&dut](std::uint64_t noise) { setBits(dut.run_data_i, 0, 56, noise); });
  }

  auto& monitor(unsigned stall, ReadyPolicy policy) {
    auto& dut = bench.dut;
    return bench.template add<StreamMonitor<ByteBeat>>(
        "beat", dut.beat_valid_o, dut.beat_ready_i, StallSource(1, 1, stall),
        [&dut] {
          ByteBeat beat{std::vector<std::uint8_t>(S::kBus), dut.beat_last_o != 0};
          getBytes(dut.beat_data_o, beat.data.data(), S::kBus);
          return beat;
        },
        toText, policy);
  }

  AxiMemory& agent(MemorySpec spec) {
    spec.burstBeats = S::kBurst;
    auto& dut = bench.dut;
    auto sample = [&dut] {
      AxiMasterPins pins;
      pins.ar = getBurst(dut.request_valid_o, dut.request_data_o, S::kAddress, S::kBus);
      pins.rready = true;
      return pins;
    };
    auto drive = [&dut](const AxiSlavePins& pins) {
      dut.request_ready_i = pins.arready;
      dut.r_valid_i = pins.rvalid;
      dut.r_last_i = pins.rlast;
      dut.r_error_i = pins.rresp != kOkay;
      setBytes(dut.r_data_i, pins.rdata, S::kBus);
    };
    return bench.template add<AxiAgent>(S::kBus, spec, sample, drive).memory();
  }

  void ask(const ByteRun& run) {
    runs.push(run);
    const std::uint32_t count = run.beats(S::kBus);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint8_t* from = image.at(run.address + std::uint64_t{i} * S::kBus);
      beats.expect({std::vector<std::uint8_t>(from, from + S::kBus), i + 1 == count});
    }
  }

  void finish(std::uint64_t limit) {
    ASSERT_TRUE(bench.runUntilDone(limit)) << beats.received() << " beats arrived";
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
  }

  ClockedBench<typename S::Dut> bench;
  MemoryImage image;
  StreamDriver<ByteRun>& runs;
  StreamMonitor<ByteBeat>& beats;
  AxiMemory& memory;
};

template <class S> struct DmaReader : testing::Test {};
TYPED_TEST_SUITE(DmaReader, Shapes);

TYPED_TEST(DmaReader, DeliversEveryRunInOrder) {
  for (unsigned stall : {0U, 40U})
    for (unsigned latency : {1U, 60U}) {
      Rig<TypeParam> rig({.latency = latency, .stallPercent = stall, .seed = latency}, stall);
      for (const ByteRun& run : interestingRuns(rig.kBase, rig.kSize, TypeParam::kBus, 200, 3))
        rig.ask(run);
      rig.finish(400000);
    }
}

TYPED_TEST(DmaReader, ValidDoesNotWaitForReady) {
  Rig<TypeParam> rig({.latency = 3}, 20, ReadyPolicy::afterValid);
  for (const ByteRun& run : interestingRuns(rig.kBase, rig.kSize, TypeParam::kBus, 20, 4))
    rig.ask(run);
  rig.finish(100000);
}

TYPED_TEST(DmaReader, KeepsTheFullBusRateUpToItsCredit) {
  const unsigned latency = TypeParam::kBurst * (TypeParam::kInFlight - 1) / 2 + 1;
  Rig<TypeParam> rig({.latency = latency});
  rig.ask({rig.kBase, 24576});
  rig.finish(20000);
  const unsigned beats = 24576 / TypeParam::kBus;
  EXPECT_LE(rig.bench.cycle(), beats + latency + 40) << "rate of a long run";
}

TYPED_TEST(DmaReader, KeepsTheRateOfShortRunsInMemoryWithoutLatency) {
  Rig<TypeParam> rig({.latency = 1});
  for (unsigned i = 0; i < 300; ++i)
    rig.ask({rig.kBase + (i * 7 % 64) * TypeParam::kBus, TypeParam::kBus});
  rig.finish(2000);
  EXPECT_LE(rig.bench.cycle(), 350U) << "one burst per cycle";
}

TYPED_TEST(DmaReader, GivesBackTheCreditOfARunWhereverItLies) {
  constexpr unsigned kSlow = 98; // each run is answered before the next one comes
  Rig<TypeParam> rig({.latency = 1}, kSlow);
  for (unsigned place : {0U, 1U, 2U, 4U, 8U, 16U})
    for (unsigned i = 0; i < 100; ++i)
      rig.ask({rig.kBase + place * TypeParam::kBus, TypeParam::kBus});
  rig.finish(400000);
}

/// Answers to bursts from before a reset that the memory did not see.
TYPED_TEST(DmaReader, IgnoresBeatsThatNobodyAskedFor) {
  Rig<TypeParam> rig({.latency = 4});
  auto& dut = rig.bench.dut;
  for (int i = 0; i < 40; ++i) {
    dut.clk = 0;
    dut.r_valid_i = dut.r_error_i = 1;
    dut.r_last_i = i % 3 == 0;
    dut.eval();
    EXPECT_FALSE(dut.error_o || dut.beat_valid_o || !dut.drained_o) << "cycle " << i;
    dut.clk = 1;
    dut.eval();
  }
  for (const ByteRun& run : interestingRuns(rig.kBase, rig.kSize, TypeParam::kBus, 40, 6))
    rig.ask(run);
  rig.finish(100000);
}

TYPED_TEST(DmaReader, ReportsAnErrorResponseOnce) {
  Rig<TypeParam> rig({.latency = 4, .errorAddress = 0x40000 + 5 * TypeParam::kBus});
  rig.ask({rig.kBase, 16 * TypeParam::kBus});
  unsigned errors = 0;
  for (unsigned i = 0; i < 200; ++i)
    rig.bench.tick([&] { errors += rig.bench.dut.error_o; });
  EXPECT_EQ(errors, 1U);
}

TYPED_TEST(DmaReader, DrainsWithoutAskingAnyMore) {
  Rig<TypeParam> rig({.latency = 30});
  rig.ask({rig.kBase, 24576});
  for (unsigned i = 0; i < 60; ++i)
    rig.bench.tick();
  rig.bench.dut.drain_i = 1;
  rig.bench.tick();
  EXPECT_FALSE(rig.bench.dut.drained_o) << "bursts are in flight";
  const std::uint64_t before = rig.memory.readBytes();
  for (unsigned i = 0; i < 400 + TypeParam::kInFlight * TypeParam::kBurst; ++i)
    rig.bench.tick();
  EXPECT_TRUE(rig.bench.dut.drained_o);
  EXPECT_TRUE(rig.memory.idle());
  EXPECT_GT(rig.memory.readBytes(), before);
  EXPECT_LE(rig.memory.readBytes() - before,
            TypeParam::kInFlight * TypeParam::kBurst * TypeParam::kBus);
  EXPECT_TRUE(rig.bench.violations().empty()) << rig.bench.violations().first();
}

} // namespace
} // namespace weft::sim
