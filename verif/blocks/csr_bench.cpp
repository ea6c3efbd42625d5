// csr_bench.cpp: The Verilated register file against the register map.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "verif/blocks/csr_rig.hpp"
#include "verif/harness/port_bits.hpp"

#include <gtest/gtest.h>

#include <array>

namespace weft {
namespace {

namespace reg = isa::reg;

template <class S> using CsrBench = CsrRig<S>;
TYPED_TEST_SUITE(CsrBench, CsrShapes);

TYPED_TEST(CsrBench, ShowsResetValues) {
  for (const isa::Register& entry : isa::registerMap())
    if (entry.access != isa::Access::readOnly) {
      EXPECT_EQ(this->read(entry.offset), entry.reset) << entry.name;
    }
  EXPECT_EQ(this->read(reg::kId), isa::kIdentity);
  EXPECT_EQ(this->read(reg::kStatus), isa::kStatusIdle);
}

TYPED_TEST(CsrBench, ReadsBackWhatItKeeps) {
  num::Random random(3);
  for (int round = 0; round < 3; ++round) {
    std::vector<std::pair<const isa::Register*, std::uint32_t>> written;
    for (const isa::Register& entry : isa::registerMap()) {
      if (entry.access != isa::Access::readWrite)
        continue;
      const auto value = static_cast<std::uint32_t>(random.bits());
      EXPECT_EQ(this->write(entry.offset, value), 0);
      written.emplace_back(&entry, value & keptBits(entry));
    }
    for (const auto& [entry, value] : written)
      EXPECT_EQ(this->read(entry->offset), value) << entry->name;
  }
}

TYPED_TEST(CsrBench, IgnoresWritesToTheRest) {
  for (const isa::Register& entry : isa::registerMap()) {
    if (entry.access != isa::Access::readOnly)
      continue;
    const std::uint32_t before = this->read(entry.offset);
    EXPECT_EQ(this->write(entry.offset, ~before), 0);
    EXPECT_EQ(this->read(entry.offset), before) << entry.name;
  }
  this->write(0xffc, 0x12345678);
  EXPECT_EQ(this->read(0xffc), 0U);
}

TYPED_TEST(CsrBench, DrivesEveryPortFromItsRegister) {
  num::Random random(4);
  std::array<std::uint64_t, isa::kBaseCount> bases{};
  for (std::uint32_t i = 0; i < isa::kBaseCount; ++i) {
    bases[i] = random.bits();
    this->write(reg::base(i), static_cast<std::uint32_t>(bases[i]));
    this->write(reg::base(i) + 4, static_cast<std::uint32_t>(bases[i] >> 32));
    this->write(reg::limit(i), 1000 + i);
  }
  for (std::uint32_t i = 0; i < isa::kScalarCount; ++i)
    this->write(reg::scalar(i), 50 + i);
  this->write(reg::kRingSize, 0x10000);
  this->write(reg::kRingTail, 0x1234);
  this->write(reg::kRingBaseLow, 0x40);
  const unsigned width = TypeParam::kAddressBits;
  for (unsigned i = 0; i < isa::kBaseCount; ++i) {
    EXPECT_EQ(sim::getBits(this->dut.base_address_o, i * (width + 1), width),
              bases[i] & this->addressMask());
    EXPECT_EQ(sim::getBits(this->dut.base_address_o, i * (width + 1) + width, 1) != 0,
              (bases[i] & ~this->addressMask()) != 0)
        << "bits beyond the bus";
    EXPECT_EQ(sim::getBits(this->dut.base_limit_o, i * 32, 32), 1000U + i);
  }
  for (unsigned i = 0; i < isa::kScalarCount; ++i)
    EXPECT_EQ(sim::getBits(this->dut.scalar_o, i * 32, 32), 50U + i);
  EXPECT_EQ(this->dut.ring_size_o, 0x10000U);
  EXPECT_EQ(this->dut.ring_tail_o, 0x1234U);
  EXPECT_EQ(sim::getBits(this->dut.ring_base_o, 0, width), 0x40U);
  EXPECT_EQ(this->ringClears, 1U);
}

TYPED_TEST(CsrBench, CommandsActForOneCycle) {
  this->write(reg::kControl, isa::kControlStart);
  EXPECT_EQ(this->starts, 1U);
  EXPECT_EQ(this->softResets, 0U);
  this->write(reg::kControl, isa::kControlSoftReset);
  EXPECT_EQ(this->starts, 1U);
  EXPECT_EQ(this->softResets, 1U);
  this->write(reg::kControl, isa::kControlStart | isa::kControlSoftReset);
  EXPECT_EQ(this->starts, 1U) << "a soft reset comes alone";
  EXPECT_EQ(this->softResets, 2U);
}

TYPED_TEST(CsrBench, AnEmptiedRingHasNoTail) {
  const auto tailAfter = [&](std::uint32_t offset, std::uint32_t value) {
    this->write(reg::kRingTail, 5);
    EXPECT_EQ(this->dut.ring_tail_o, 5U);
    this->write(offset, value);
    EXPECT_EQ(this->dut.ring_tail_o, this->read(reg::kRingTail));
    return this->read(reg::kRingTail);
  };
  EXPECT_EQ(tailAfter(reg::kRingSize, 32), 0U);
  EXPECT_EQ(tailAfter(reg::kControl, isa::kControlSoftReset), 0U);
  EXPECT_EQ(tailAfter(reg::kControl, isa::kControlStart), 5U);
  EXPECT_EQ(tailAfter(reg::kRingBaseLow, 64), 5U);
}

TYPED_TEST(CsrBench, InterruptFollowsPendingAndEnable) {
  auto& pins = this->dut;
  pins.done_i = 1;
  this->tick([] {});
  pins.done_i = 0;
  this->tick([] {});
  EXPECT_EQ(this->read(reg::kIrqPending), isa::kIrqDone);
  EXPECT_EQ(pins.irq_o, 0);
  this->write(reg::kIrqEnable, isa::kIrqDone);
  this->tick([] {});
  EXPECT_EQ(pins.irq_o, 1);
  this->write(reg::kIrqPending, isa::kIrqError);
  EXPECT_EQ(this->read(reg::kIrqPending), isa::kIrqDone);
  this->write(reg::kIrqPending, isa::kIrqDone);
  EXPECT_EQ(this->read(reg::kIrqPending), 0U);
  EXPECT_EQ(pins.irq_o, 0);
}

TYPED_TEST(CsrBench, LatchesTheErrorUntilTheNextRun) {
  auto& pins = this->dut;
  pins.error_code_i = 6;
  pins.error_engine_i = 2;
  pins.error_reason_i = 5;
  pins.error_index_i = 1234;
  this->raiseError(0xfedcba9876543210ULL);
  pins.error_code_i = 0;
  EXPECT_EQ(this->read(reg::kErrorCode), 6U | 2U << 8 | 5U << 12);
  EXPECT_EQ(this->read(reg::kErrorIndex), 1234U);
  EXPECT_EQ(this->read64(reg::kErrorAddressLow), 0xfedcba9876543210ULL & this->addressMask());
  EXPECT_EQ(this->read(reg::kIrqPending), isa::kIrqError);
  this->write(reg::kControl, isa::kControlStart);
  EXPECT_EQ(this->read(reg::kErrorIndex), 1234U) << "a start that has no effect";
  this->beginRun();
  EXPECT_EQ(this->read(reg::kErrorCode), 0U);
}

TYPED_TEST(CsrBench, StatusShowsTheProcessor) {
  auto& pins = this->dut;
  pins.running_i = 1;
  EXPECT_EQ(this->read(reg::kStatus), isa::kStatusRunning);
  pins.running_i = 0;
  pins.failed_i = 1;
  EXPECT_EQ(this->read(reg::kStatus), isa::kStatusError);
  pins.failed_i = 0;
  pins.resetting_i = 1;
  EXPECT_EQ(this->read(reg::kStatus), isa::kStatusResetting);
  pins.resetting_i = 0;
  pins.ring_head_i = 0xabcd;
  EXPECT_EQ(this->read(reg::kRingHead), 0xabcdU);
}

TYPED_TEST(CsrBench, CountersFollowAModelAndSumToTheCycles) {
  auto& pins = this->dut;
  num::Random random(5);
  this->beginRun();
  std::array<std::array<std::uint64_t, isa::kStateCount>, isa::kEngineCount> counts{};
  std::uint64_t cycles = 0, readBytes = 0, writeBytes = 0;
  for (int i = 0; i < 3000; ++i) {
    pins.running_i = random.chance(90);
    std::uint32_t states = 0;
    for (std::size_t e = 0; e < isa::kEngineCount; ++e) {
      auto state = random.below(isa::kStateCount);
      while (!isa::canBe(static_cast<isa::Engine>(e), static_cast<isa::State>(state)))
        state = random.below(isa::kStateCount);
      states |= static_cast<std::uint32_t>(state) << 3 * e;
      counts[e][state] += pins.running_i;
    }
    sim::setBits(pins.engine_state_i, 0, 15, states);
    pins.read_bytes_i = static_cast<std::uint8_t>(random.below(65));
    pins.write_bytes_i = static_cast<std::uint8_t>(random.below(65));
    cycles += pins.running_i;
    readBytes += pins.running_i ? pins.read_bytes_i : 0U;
    writeBytes += pins.running_i ? pins.write_bytes_i : 0U;
    this->tick([] {});
  }
  pins.running_i = 0;
  EXPECT_EQ(this->read64(reg::kCyclesLow), cycles);
  EXPECT_EQ(this->read64(reg::kReadBytes), readBytes);
  EXPECT_EQ(this->read64(reg::kWriteBytes), writeBytes);
  for (std::size_t e = 0; e < isa::kEngineCount; ++e) {
    std::uint64_t sum = 0;
    for (std::size_t s = 0; s < isa::kStateCount; ++s) {
      const std::uint64_t count =
          this->read64(reg::counter(static_cast<isa::Engine>(e), static_cast<isa::State>(s)));
      EXPECT_EQ(count, counts[e][s]);
      sum += count;
    }
    EXPECT_EQ(sum, cycles);
  }
  this->write(reg::kControl, isa::kControlStart);
  EXPECT_EQ(this->read64(reg::kCyclesLow), cycles) << "a start that has no effect";
  this->beginRun();
  EXPECT_EQ(this->read64(reg::kCyclesLow), 0U);
}

} // namespace
} // namespace weft
