// dma_writer_bench.cpp: The writer against the memory model: bytes, strobes, order, rate, draining.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/axi_agent.hpp"
#include "verif/harness/byte_beat.hpp"
#include "verif/harness/memory_image.hpp"
#include "verif/harness/run_port.hpp"
#include "verif/harness/stream_checker.hpp"
#include "verif/harness/stream_driver.hpp"

#include "Vdma_writer_bus16.h"
#include "Vdma_writer_bus64.h"
#include "Vdma_writer_bus8.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

template <class D, unsigned bus, unsigned address, unsigned beats> struct Shape {
  using Dut = D;
  static constexpr unsigned kBus = bus, kAddress = address, kBurst = beats;
};
using Shapes =
    testing::Types<Shape<Vdma_writer_bus8, 8, 32, 16>, Shape<Vdma_writer_bus16, 16, 40, 16>,
                   Shape<Vdma_writer_bus64, 64, 64, 4>>;

template <class S> struct Rig {
  static constexpr std::uint64_t kBase = 0x40000, kSize = 32768;

  explicit Rig(MemorySpec spec, unsigned stall = 0)
      : image(kBase, kSize, 5), expected(image.bytes), source(8, 0, 0), runs(runDriver(stall)),
        beats(beatDriver(stall)), memory(agent(spec)) {
    memory.map().map(kBase, kSize, image.bytes.data());
    bench.dut.drain_i = 0;
    bench.reset();
  }

  auto& runDriver(unsigned stall) {
    auto& dut = bench.dut;
    return bench.template add<StreamDriver<ByteRun>>(
        dut.run_valid_i, dut.run_ready_o, StallSource(1, 0, stall),
        [&dut](const ByteRun& run) { putRun(dut.run_data_i, S::kAddress, run); },
        [&dut](std::uint64_t noise) { setBits(dut.run_data_i, 0, 56, noise); });
  }

  auto& beatDriver(unsigned stall) {
    auto& dut = bench.dut;
    return bench.template add<StreamDriver<ByteBeat>>(
        dut.beat_valid_i, dut.beat_ready_o, StallSource(1, 1, stall),
        [&dut](const ByteBeat& beat) { setBytes(dut.beat_data_i, beat.data.data(), S::kBus); },
        [&dut](std::uint64_t noise) { setBits(dut.beat_data_i, 0, 64, noise); });
  }

  AxiMasterPins sample() {
    auto& dut = bench.dut;
    AxiMasterPins pins;
    pins.aw = getBurst(dut.burst_valid_o, dut.burst_data_o, S::kAddress, S::kBus);
    pins.wvalid = dut.w_valid_o;
    pins.wlast = dut.w_last_o;
    pins.wstrb = getBits(dut.w_data_o, 8 * S::kBus, S::kBus);
    getBytes(dut.w_data_o, wordBytes, S::kBus);
    pins.wdata = wordBytes;
    pins.bready = true;
    if (dut.burst_valid_o && dut.burst_ready_i)
      claimed += pins.aw.beats();
    return pins;
  }

  AxiMemory& agent(MemorySpec spec) {
    spec.burstBeats = S::kBurst;
    auto& dut = bench.dut;
    auto drive = [&dut](const AxiSlavePins& pins) {
      dut.burst_ready_i = pins.awready;
      dut.w_ready_i = pins.wready;
      dut.b_valid_i = pins.bvalid;
      dut.b_error_i = pins.bresp != kOkay;
    };
    return bench
        .template add<AxiAgent>(
            S::kBus, spec, [this] { return sample(); }, drive)
        .memory();
  }

  void put(const ByteRun& run) {
    queueRun(run);
    for (ByteBeat& beat : beatsOf(run))
      beats.push(std::move(beat));
  }

  void queueRun(const ByteRun& run) {
    runs.push(run);
    ++queued;
  }

  /// The bytes are noise, also those of the last beat that do not belong to the run.
  std::vector<ByteBeat> beatsOf(const ByteRun& run) {
    std::vector<ByteBeat> made(run.beats(S::kBus),
                               ByteBeat{std::vector<std::uint8_t>(S::kBus), false});
    for (std::uint32_t i = 0; i < made.size(); ++i)
      for (unsigned b = 0; b < S::kBus; ++b) {
        made[i].data[b] = static_cast<std::uint8_t>(source.next());
        if (i * S::kBus + b < run.bytes)
          expected[run.address - kBase + i * S::kBus + b] = made[i].data[b];
      }
    return made;
  }

  void tick() {
    bench.tick([&] {
      done += bench.dut.run_done_o;
      errors += bench.dut.error_o;
      EXPECT_LE(claimed, beats.taken()) << "a burst was offered before its data";
    });
  }

  void finish(unsigned limit) {
    while (done < queued && limit-- != 0)
      tick();
    EXPECT_EQ(done, queued);
    EXPECT_TRUE(bench.dut.idle_o);
    const auto wrong = std::mismatch(expected.begin(), expected.end(), image.bytes.begin());
    EXPECT_TRUE(wrong.first == expected.end()) << "byte " << wrong.first - expected.begin();
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
  }

  ClockedBench<typename S::Dut> bench;
  MemoryImage image;
  std::vector<std::uint8_t> expected;
  StallSource source;
  StreamDriver<ByteRun>& runs;
  StreamDriver<ByteBeat>& beats;
  AxiMemory& memory;
  alignas(8) std::uint8_t wordBytes[64] = {};
  std::uint64_t claimed = 0, queued = 0, done = 0, errors = 0;
};

template <class S> struct DmaWriter : testing::Test {};
TYPED_TEST_SUITE(DmaWriter, Shapes);

/// Answers to bursts from before a reset that the memory did not see.
TYPED_TEST(DmaWriter, IgnoresResponsesToNothing) {
  Rig<TypeParam> rig({.latency = 4});
  auto& dut = rig.bench.dut;
  for (int i = 0; i < 40; ++i) {
    dut.clk = 0;
    dut.b_valid_i = dut.b_error_i = 1;
    dut.eval();
    EXPECT_FALSE(dut.error_o || dut.run_done_o || !dut.drained_o) << "cycle " << i;
    EXPECT_TRUE(i == 0 || dut.idle_o) << "cycle " << i;
    dut.clk = 1;
    dut.eval();
  }
  for (const ByteRun& run : interestingRuns(rig.kBase, rig.kSize, TypeParam::kBus, 40, 6))
    rig.put(run);
  rig.finish(100000);
}

TYPED_TEST(DmaWriter, WritesTheBytesOfEveryRunAndNoOther) {
  for (unsigned stall : {0U, 40U})
    for (unsigned latency : {1U, 60U}) {
      Rig<TypeParam> rig({.latency = latency, .stallPercent = stall, .seed = latency}, stall);
      for (const ByteRun& run : interestingRuns(rig.kBase, rig.kSize, TypeParam::kBus, 200, 3))
        rig.put(run);
      rig.finish(400000);
    }
}

TYPED_TEST(DmaWriter, IsIdleOnlyWhenEverythingIsAnswered) {
  Rig<TypeParam> rig({.latency = 40});
  EXPECT_TRUE(rig.bench.dut.idle_o);
  rig.put({rig.kBase, 3 * TypeParam::kBus});
  rig.tick();
  for (unsigned i = 0; i < 45; ++i) {
    rig.tick();
    EXPECT_FALSE(rig.bench.dut.idle_o && rig.done == 0) << i;
  }
  rig.finish(100);
}

TYPED_TEST(DmaWriter, KeepsTheFullBusRate) {
  Rig<TypeParam> rig({.latency = TypeParam::kBurst == 4 ? 2U : 60U});
  rig.put({rig.kBase, 24576});
  rig.finish(20000);
  EXPECT_LE(rig.bench.cycle(), 24576 / TypeParam::kBus + 120U);
}

TYPED_TEST(DmaWriter, KeepsTheFullBusRateWhenBeatsComeLongAfterTheirRuns) {
  constexpr unsigned kRows = 256, kPipeline = 24;
  const unsigned perRow = TypeParam::kBurst == 4 ? 2 : 1; // with three writes in flight
  Rig<TypeParam> rig({.latency = 1});
  std::vector<ByteBeat> late;
  for (unsigned i = 0; i < kRows; ++i) {
    const ByteRun run{rig.kBase + std::uint64_t{i} * TypeParam::kBus, TypeParam::kBus};
    rig.queueRun(run);
    late.push_back(rig.beatsOf(run).front());
  }
  for (unsigned next = 0; rig.done < kRows && rig.bench.cycle() < 8000; rig.tick())
    if (next < kRows && rig.runs.taken() > next && rig.bench.cycle() >= next + kPipeline)
      rig.beats.push(late[next++]);
  rig.finish(1);
  EXPECT_LE(rig.bench.cycle(), perRow * kRows + kPipeline + 40U);
}

TYPED_TEST(DmaWriter, ReportsAnErrorResponse) {
  Rig<TypeParam> rig({.latency = 4, .errorAddress = 0x40000 + 2 * TypeParam::kBus});
  rig.put({rig.kBase, 4 * TypeParam::kBus});
  for (unsigned i = 0; i < 100; ++i)
    rig.tick();
  EXPECT_EQ(rig.errors, 1U);
  EXPECT_EQ(rig.done, 1U);
}

TYPED_TEST(DmaWriter, DrainsWithoutOfferingAnyMore) {
  Rig<TypeParam> rig({.latency = 30});
  rig.put({rig.kBase, 24576});
  for (unsigned i = 0; i < 80; ++i)
    rig.tick();
  rig.bench.dut.drain_i = 1;
  rig.tick();
  EXPECT_FALSE(rig.bench.dut.drained_o) << "bursts are in flight";
  for (unsigned i = 0; i < 300; ++i)
    rig.tick();
  EXPECT_TRUE(rig.bench.dut.drained_o);
  EXPECT_TRUE(rig.memory.idle());
  EXPECT_LT(rig.memory.writtenBytes(), 24576U);
  EXPECT_EQ(rig.memory.writtenBytes(), rig.claimed * TypeParam::kBus);
  EXPECT_TRUE(rig.bench.violations().empty()) << rig.bench.violations().first();
}

} // namespace
} // namespace weft::sim
