// accelerator.hpp: The Verilated top between a register master and a plain memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "Vtop.h"
#include "weft_config.h"
#include "weft_registers.h"

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

/// The accelerator out of reset, with `memoryBytes` bytes of memory from address 0 behind its AXI4
/// master. The memory serves one burst after another without a pause.
class Accelerator {
public:
  explicit Accelerator(std::uint32_t memoryBytes) : memory_(memoryBytes) {
    for (int i = 0; i < 4; ++i)
      tick();
    top_.aresetn = 1;
    top_.m_axi_arready = top_.m_axi_awready = 1;
    top_.s_axil_wstrb = 15;
  }

  template <class T> void poke(std::uint32_t address, const T& value) {
    std::memcpy(&memory_.at(address), &value, sizeof value);
  }
  template <class T> T peek(std::uint32_t address) const {
    T value;
    std::memcpy(&value, &memory_.at(address), sizeof value);
    return value;
  }

  void writeRegister(std::uint32_t offset, std::uint32_t value) {
    top_.s_axil_awaddr = static_cast<std::uint16_t>(offset);
    top_.s_axil_wdata = value;
    top_.s_axil_awvalid = top_.s_axil_wvalid = top_.s_axil_bready = 1;
    repeatUntilAnswered([&] {
      const bool address = top_.s_axil_awready, data = top_.s_axil_wready;
      const bool answered = top_.s_axil_bvalid;
      tick();
      top_.s_axil_awvalid = top_.s_axil_awvalid && !address;
      top_.s_axil_wvalid = top_.s_axil_wvalid && !data;
      return answered;
    });
    top_.s_axil_bready = 0;
  }

  std::uint32_t readRegister(std::uint32_t offset) {
    std::uint32_t value = 0;
    top_.s_axil_araddr = static_cast<std::uint16_t>(offset);
    top_.s_axil_arvalid = top_.s_axil_rready = 1;
    repeatUntilAnswered([&] {
      const bool address = top_.s_axil_arready, answered = top_.s_axil_rvalid;
      value = top_.s_axil_rdata;
      tick();
      top_.s_axil_arvalid = top_.s_axil_arvalid && !address;
      return answered;
    });
    top_.s_axil_rready = 0;
    return value;
  }

  /// False when none comes within a million cycles.
  bool waitForInterrupt() {
    for (int i = 0; i < 1'000'000 && !top_.irq; ++i)
      tick();
    return top_.irq;
  }

private:
  template <class Cycle> void repeatUntilAnswered(Cycle&& cycle) {
    for (int i = 0; i < 1000; ++i) {
      settle();
      if (cycle())
        return;
    }
    throw std::runtime_error("a register access gets no answer");
  }

  void settle() {
    top_.aclk = 0;
    top_.eval();
  }

  /// One clock cycle. The memory looks at the pins before the edge and answers after it.
  void tick() {
    settle();
    const Pins before = sample();
    top_.aclk = 1;
    top_.eval();
    if (top_.aresetn) {
      serveReads(before);
      serveWrites(before);
    }
  }

  struct Pins {
    bool ar, r, aw, w, b; // handshakes of the five channels
    std::uint64_t readAddress, writeAddress;
    std::uint32_t readBeats, readId, writeId;
    bool last;
    std::vector<std::uint8_t> data;
    std::uint64_t strobes;
  };

  Pins sample() const {
    Pins pins{.ar = top_.m_axi_arvalid && top_.m_axi_arready,
              .r = top_.m_axi_rvalid && top_.m_axi_rready,
              .aw = top_.m_axi_awvalid && top_.m_axi_awready,
              .w = top_.m_axi_wvalid && top_.m_axi_wready,
              .b = top_.m_axi_bvalid && top_.m_axi_bready,
              .readAddress = top_.m_axi_araddr,
              .writeAddress = top_.m_axi_awaddr,
              .readBeats = top_.m_axi_arlen + 1U,
              .readId = top_.m_axi_arid,
              .writeId = top_.m_axi_awid,
              .last = top_.m_axi_wlast != 0,
              .data = std::vector<std::uint8_t>(WEFT_BUS_BYTES),
              .strobes = top_.m_axi_wstrb};
    std::memcpy(pins.data.data(), &top_.m_axi_wdata, WEFT_BUS_BYTES);
    return pins;
  }

  void serveReads(const Pins& before) {
    if (before.ar) {
      top_.m_axi_rid = static_cast<std::uint8_t>(before.readId);
      readAddress_ = before.readAddress;
      readBeats_ = before.readBeats;
    }
    if (before.r) {
      readAddress_ += WEFT_BUS_BYTES;
      --readBeats_;
    }
    top_.m_axi_arready = readBeats_ == 0;
    top_.m_axi_rvalid = readBeats_ != 0;
    top_.m_axi_rlast = readBeats_ == 1;
    if (readBeats_ != 0)
      std::memcpy(&top_.m_axi_rdata, &memory_.at(readAddress_), WEFT_BUS_BYTES);
  }

  void serveWrites(const Pins& before) {
    if (before.aw) {
      top_.m_axi_bid = static_cast<std::uint8_t>(before.writeId);
      writeAddress_ = before.writeAddress;
    }
    if (before.w) {
      for (std::uint32_t i = 0; i < WEFT_BUS_BYTES; ++i)
        if ((before.strobes >> i & 1U) != 0)
          memory_.at(writeAddress_ + i) = before.data[i];
      writeAddress_ += WEFT_BUS_BYTES;
    }
    const bool ends = before.w && before.last;
    writing_ = (writing_ || before.aw) && !ends;
    top_.m_axi_bvalid = ends || (top_.m_axi_bvalid && !before.b);
    top_.m_axi_wready = writing_;
    top_.m_axi_awready = !writing_ && !top_.m_axi_bvalid;
  }

  Vtop top_;
  std::vector<std::uint8_t> memory_;
  std::uint64_t readAddress_ = 0, writeAddress_ = 0;
  std::uint32_t readBeats_ = 0;
  bool writing_ = false;
};
