// register_master.hpp: A SystemC module that accesses registers through the AXI4-Lite pins.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/system/top_signals.hpp"

#include <cstdint>

namespace weft::sim {

/// One access at a time: start it, run the clock until done().
template <class Top> struct RegisterMaster : sc_core::sc_module {
  sc_core::sc_in<bool> clock{"clock"};

  RegisterMaster(sc_core::sc_module_name name, TopSignals<Top>& signals)
      : sc_core::sc_module(name), signals_(signals) {
    SC_HAS_PROCESS(RegisterMaster);
    SC_METHOD(edge);
    sensitive << clock.pos();
    dont_initialize();
  }

  /// Both drive the pins at once, so they are to be called between two rising edges.
  void startWrite(std::uint32_t offset, std::uint32_t value) {
    signals_.s_axil_awaddr = offset;
    signals_.s_axil_wdata = value;
    signals_.s_axil_wstrb = 15;
    signals_.s_axil_awvalid = true;
    signals_.s_axil_wvalid = true;
    signals_.s_axil_bready = true;
    phase_ = Phase::Write;
  }
  void startRead(std::uint32_t offset) {
    signals_.s_axil_araddr = offset;
    signals_.s_axil_arvalid = true;
    signals_.s_axil_rready = true;
    phase_ = Phase::Read;
  }
  bool done() const { return phase_ == Phase::Idle; }
  std::uint32_t value() const { return value_; }
  std::uint8_t response() const { return response_; }

private:
  enum class Phase { Idle, Write, Read };

  void edge() {
    if (phase_ == Phase::Write)
      watchWrite();
    else if (phase_ == Phase::Read)
      watchRead();
  }

  void watchWrite() {
    if (signals_.s_axil_awready.read())
      signals_.s_axil_awvalid = false;
    if (signals_.s_axil_wready.read())
      signals_.s_axil_wvalid = false;
    if (!signals_.s_axil_bvalid.read())
      return;
    response_ = static_cast<std::uint8_t>(signals_.s_axil_bresp.read());
    signals_.s_axil_bready = false;
    phase_ = Phase::Idle;
  }

  void watchRead() {
    if (signals_.s_axil_arready.read())
      signals_.s_axil_arvalid = false;
    if (!signals_.s_axil_rvalid.read())
      return;
    value_ = signals_.s_axil_rdata.read();
    response_ = static_cast<std::uint8_t>(signals_.s_axil_rresp.read());
    signals_.s_axil_rready = false;
    phase_ = Phase::Idle;
  }

  TopSignals<Top>& signals_;
  Phase phase_ = Phase::Idle;
  std::uint32_t value_ = 0;
  std::uint8_t response_ = 0;
};

} // namespace weft::sim
