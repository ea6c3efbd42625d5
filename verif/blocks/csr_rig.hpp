// csr_rig.hpp: A Verilated register file and its bus master.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/registers.hpp"
#include "verif/harness/axi_lite_master.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vcsr_address32.h"
#include "Vcsr_address40.h"
#include "Vcsr_address64.h"

#include <gtest/gtest.h>

namespace weft {

template <class D, unsigned width> struct CsrShape {
  using Dut = D;
  static constexpr unsigned kAddressBits = width;
};

using CsrShapes = ::testing::Types<CsrShape<Vcsr_address32, 32>, CsrShape<Vcsr_address40, 40>,
                                   CsrShape<Vcsr_address64, 64>>;

/// Bits that a register keeps.
inline std::uint32_t keptBits(const isa::Register& entry) {
  std::uint32_t mask = 0;
  for (const isa::Field& field : entry.fields)
    mask |= isa::maskOf(field);
  return mask;
}

template <class S> class CsrRig : public ::testing::Test {
protected:
  using Dut = typename S::Dut;
  Dut dut;
  sim::AxiLiteMaster<Dut> master{dut};
  std::uint64_t cycle = 0;
  std::uint64_t starts = 0, softResets = 0, ringClears = 0;

  void SetUp() override {
    dut.rst_i = 1;
    for (int i = 0; i < 4; ++i)
      tick([] {});
    dut.rst_i = 0;
    starts = softResets = ringClears = 0;
  }

  template <class Sampled> void tick(Sampled&& sampled) {
    dut.clk = 0;
    dut.eval();
    sampled();
    starts += dut.start_o;
    softResets += dut.soft_reset_o;
    ringClears += dut.ring_clear_o;
    dut.clk = 1;
    dut.eval();
    ++cycle;
  }
  auto ticker() {
    return [this](auto&& sampled) { this->tick(sampled); };
  }
  /// What the command processor answers to a start that takes effect.
  void beginRun() {
    dut.begin_i = 1;
    tick([] {});
    dut.begin_i = 0;
  }
  /// An error at `address`, cut to the width of the port.
  void raiseError(std::uint64_t address) {
    sim::setBits(dut.error_address_i, 0, S::kAddressBits, address);
    dut.error_i = 1;
    tick([] {});
    dut.error_i = 0;
  }
  int write(std::uint32_t offset, std::uint32_t value) {
    return master.write(offset, value, ticker());
  }
  std::uint32_t read(std::uint32_t offset) {
    std::uint32_t value = 0;
    EXPECT_EQ(master.read(offset, value, ticker()), 0) << offset;
    return value;
  }
  std::uint64_t read64(std::uint32_t offset) {
    const std::uint64_t low = read(offset);
    return low | static_cast<std::uint64_t>(read(offset + 4)) << 32;
  }
  static std::uint64_t addressMask() {
    return S::kAddressBits == 64 ? ~0ULL : (1ULL << S::kAddressBits % 64) - 1;
  }
};

} // namespace weft
