// prim_bench_queues.cpp: Queues keep the order, the rate, their latency and their depth
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/port_bits.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include "Vprim_fifo_flags.h"
#include "Vprim_fifo_latency1.h"
#include "Vprim_fifo_latency2.h"
#include "Vprim_fifo_registers.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

/// A queue that holds `words` words of `bits` bits and shows one `latency` cycles after it entered.
template <class D, unsigned words, unsigned latency, unsigned bits = 16> struct Fifo {
  using Dut = D;
  static constexpr unsigned kWords = words, kLatency = latency, kBits = bits;
  static std::uint16_t word(std::uint64_t number) {
    return static_cast<std::uint16_t>(number * 40503 >> 5 & ((1U << bits) - 1));
  }
};

template <class S> struct Queue : testing::Test {
  ClockedBench<typename S::Dut> bench;
  StreamDriver<std::uint16_t>* driver = nullptr;
  StreamMonitor<std::uint16_t>* monitor = nullptr;

  void start(unsigned stallIn, unsigned stallOut, unsigned words,
             ReadyPolicy policy = ReadyPolicy::random) {
    auto& dut = bench.dut;
    driver = &bench.template add<StreamDriver<std::uint16_t>>(
        dut.in_valid_i, dut.in_ready_o, StallSource(1, 0, stallIn),
        [&](std::uint16_t v) { setBits(dut.in_data_i, 0, S::kBits, v); },
        [&](std::uint64_t noise) { setBits(dut.in_data_i, 0, S::kBits, S::word(noise)); });
    monitor = &bench.template add<StreamMonitor<std::uint16_t>>(
        "out", dut.out_valid_o, dut.out_ready_i, StallSource(1, 1, stallOut),
        [&] { return static_cast<std::uint16_t>(dut.out_data_o); },
        [](std::uint16_t v) { return std::to_string(v); }, policy);
    for (unsigned i = 0; i < words; ++i) {
      driver->push(S::word(i));
      monitor->expect(S::word(i));
    }
    bench.reset();
  }
  void expectClean() { EXPECT_TRUE(bench.violations().empty()) << bench.violations().first(); }
};

using Fifos =
    testing::Types<Fifo<Vprim_fifo_latency1, 8 + 3, 3>, Fifo<Vprim_fifo_latency2, 32 + 4, 4>,
                   Fifo<Vprim_fifo_registers, 3, 1>, Fifo<Vprim_fifo_flags, 8, 1, 1>>;
TYPED_TEST_SUITE(Queue, Fifos);

TYPED_TEST(Queue, KeepsOrderUnderStalls) {
  this->start(40, 60, 2000);
  EXPECT_TRUE(this->bench.runUntilDone(20000));
  this->expectClean();
}

TYPED_TEST(Queue, MovesOneWordPerCycle) {
  this->start(0, 0, 1000);
  EXPECT_TRUE(this->bench.runUntilDone(2000, 0));
  EXPECT_LE(this->bench.cycle(), 1000U + TypeParam::kLatency + 4);
  this->expectClean();
}

TYPED_TEST(Queue, ShowsAWordAfterItsLatency) {
  this->start(0, 0, 1);
  unsigned cycles = 0;
  while (this->monitor->received() == 0 && ++cycles < 20)
    this->bench.tick();
  EXPECT_EQ(cycles, 1 + TypeParam::kLatency) << "one cycle to enter, the latency to come out";
}

TYPED_TEST(Queue, HoldsItsDepthAndValidDoesNotWait) {
  this->start(0, 100, 200);
  for (unsigned i = 0; i < 100; ++i)
    this->bench.tick();
  EXPECT_EQ(this->driver->taken(), TypeParam::kWords);
  EXPECT_TRUE(this->bench.dut.out_valid_o);
}

using FlagFifo = Queue<Fifo<Vprim_fifo_flags, 8, 1, 1>>;

TEST_F(FlagFifo, SaysHowManyAreInside) {
  start(40, 60, 2000);
  unsigned inside = 0;
  const auto& dut = bench.dut;
  for (unsigned i = 0; i < 3000; ++i)
    bench.tick([&] {
      ASSERT_EQ(dut.used_o, inside);
      inside += dut.in_valid_i && dut.in_ready_o;
      inside -= dut.out_valid_o && dut.out_ready_i;
    });
}

} // namespace
} // namespace weft::sim
