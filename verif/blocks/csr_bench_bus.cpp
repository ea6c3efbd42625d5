// csr_bench_bus.cpp: How the register file answers on its bus.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "verif/blocks/csr_rig.hpp"

#include <gtest/gtest.h>

#include <array>

namespace weft {
namespace {

namespace reg = isa::reg;

template <class S> using CsrBus = CsrRig<S>;
TYPED_TEST_SUITE(CsrBus, CsrShapes);

/// A master may offer an access up to two cycles before the synchronised reset ends: nothing is
/// taken until then, and the access takes effect afterwards.
TYPED_TEST(CsrBus, TakesNoWriteWhileInReset) {
  auto& pins = this->dut;
  pins.rst_i = 1;
  pins.s_axil_awvalid = pins.s_axil_wvalid = 1;
  for (int i = 0; i < 4; ++i)
    this->tick(
        [&] { EXPECT_EQ(pins.s_axil_awready | pins.s_axil_wready | pins.s_axil_bvalid, 0); });
  pins.rst_i = 0;
  EXPECT_EQ(this->write(reg::scalar(0), 1234), 0);
  EXPECT_EQ(this->read(reg::scalar(0)), 1234U);
}

TYPED_TEST(CsrBus, TakesNoReadWhileInReset) {
  auto& pins = this->dut;
  pins.rst_i = 1;
  pins.s_axil_arvalid = 1;
  for (int i = 0; i < 4; ++i)
    this->tick([&] { EXPECT_EQ(pins.s_axil_arready | pins.s_axil_rvalid, 0); });
  pins.rst_i = 0;
  EXPECT_EQ(this->read(reg::kId), isa::kIdentity);
}

TYPED_TEST(CsrBus, RefusesPartialWords) {
  this->write(reg::kWatchdog, 77);
  this->dut.s_axil_wstrb = 7;
  EXPECT_EQ(this->write(reg::kWatchdog, 5), 2);
  this->dut.s_axil_wstrb = 15;
  EXPECT_EQ(this->read(reg::kWatchdog), 77U);
}

TYPED_TEST(CsrBus, AWordWithoutStrobesChangesNothing) {
  this->write(reg::kWatchdog, 77);
  this->dut.s_axil_wstrb = 0;
  EXPECT_EQ(this->write(reg::kWatchdog, 5), 0);
  EXPECT_EQ(this->write(reg::kControl, isa::kControlStart), 0);
  this->dut.s_axil_wstrb = 15;
  EXPECT_EQ(this->read(reg::kWatchdog), 77U);
  EXPECT_EQ(this->starts, 0U);
}

/// The two lowest address bits name bytes of a word; every register has one word.
TYPED_TEST(CsrBus, DecodesWords) {
  for (std::uint32_t byte = 0; byte < 4; ++byte) {
    EXPECT_EQ(this->read(reg::kId + byte), isa::kIdentity);
    EXPECT_EQ(this->write(reg::scalar(1) + byte, 100 + byte), 0);
    for (std::uint32_t seen = 0; seen < 4; ++seen)
      EXPECT_EQ(this->read(reg::scalar(1) + seen), 100 + byte);
    this->write(reg::kControl + byte, isa::kControlStart);
    EXPECT_EQ(this->starts, byte + 1);
  }
}

/// The high word is that of the moment in which the low word was read, whatever happens between.
TYPED_TEST(CsrBus, ReadsAPairAsOneNumber) {
  const std::uint64_t before = 0xfedcba9876543210ULL & this->addressMask();
  this->raiseError(before);
  EXPECT_EQ(this->read(reg::kErrorAddressLow), static_cast<std::uint32_t>(before));
  this->raiseError(~before);
  EXPECT_EQ(this->read(reg::kErrorAddressHigh), before >> 32);
  EXPECT_EQ(this->read64(reg::kErrorAddressLow), ~before & this->addressMask());
  EXPECT_EQ(this->read64(reg::kCyclesLow), 0U) << "another pair has another high word";
}

/// Address, data and both responses pause at random; every access still has its effect once.
TYPED_TEST(CsrBus, SurvivesStallsOnEveryChannel) {
  auto& pins = this->dut;
  num::Random random(6);
  std::array<std::uint32_t, isa::kScalarCount> kept{};
  for (int i = 0; i < 400; ++i) {
    const auto index = static_cast<std::uint32_t>(random.below(isa::kScalarCount));
    const auto value = static_cast<std::uint32_t>(random.bits());
    bool addressLeft = true, dataLeft = true, answered = false;
    pins.s_axil_awaddr = static_cast<std::uint16_t>(reg::scalar(index));
    pins.s_axil_wdata = value;
    while (!answered) {
      pins.s_axil_awvalid = addressLeft && (pins.s_axil_awvalid || random.chance(50));
      pins.s_axil_wvalid = dataLeft && (pins.s_axil_wvalid || random.chance(50));
      pins.s_axil_bready = random.chance(50);
      this->tick([&] {
        addressLeft = addressLeft && !(pins.s_axil_awvalid && pins.s_axil_awready);
        dataLeft = dataLeft && !(pins.s_axil_wvalid && pins.s_axil_wready);
        answered = pins.s_axil_bvalid && pins.s_axil_bready;
        EXPECT_FALSE(pins.s_axil_bvalid && (addressLeft || dataLeft));
      });
    }
    pins.s_axil_awvalid = pins.s_axil_wvalid = pins.s_axil_bready = 0;
    kept[index] = value;
    const auto asked = static_cast<std::uint32_t>(random.below(isa::kScalarCount));
    pins.s_axil_araddr = static_cast<std::uint16_t>(reg::scalar(asked));
    pins.s_axil_arvalid = 1;
    answered = false;
    while (!answered) {
      pins.s_axil_rready = random.chance(50);
      bool taken = false;
      this->tick([&] {
        taken = pins.s_axil_arvalid && pins.s_axil_arready;
        answered = pins.s_axil_rvalid && pins.s_axil_rready;
        EXPECT_TRUE(!pins.s_axil_rvalid || pins.s_axil_rdata == kept[asked]);
      });
      pins.s_axil_arvalid = pins.s_axil_arvalid && !taken;
    }
  }
}

} // namespace
} // namespace weft
