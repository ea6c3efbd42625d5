// axi_memory_module.hpp: The AXI memory of the harness as a SystemC module.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_memory.hpp"
#include "verif/system/top_signals.hpp"

#include <memory>

namespace weft::sim {

/// Clocks an AxiMemory on the signals of a design.
template <class Top> struct AxiMemoryModule : sc_core::sc_module {
  using Beat = typename std::remove_reference_t<decltype(Top::m_axi_wdata)>::data_type;
  static constexpr unsigned kBusBytes = byteCount<Beat>;

  sc_core::sc_in<bool> clock{"clock"};
  std::unique_ptr<AxiMemory> memory;
  bool alone = false; ///< a reset of the design leaves the memory as it is

  AxiMemoryModule(sc_core::sc_module_name name, TopSignals<Top>& signals)
      : sc_core::sc_module(name), signals_(signals) {
    SC_HAS_PROCESS(AxiMemoryModule);
    SC_METHOD(edge);
    sensitive << clock.pos();
    dont_initialize();
  }

private:
  /// Runs in the delta cycle of the edge, so it reads what the design drove before it.
  void edge() {
    if (memory == nullptr)
      return;
    if (signals_.aresetn.read())
      memory->clock(sample());
    else
      memory->clockInReset(sample(), alone);
    drive(memory->outputs());
  }

  AxiMasterPins sample() {
    const auto& s = signals_;
    AxiMasterPins pins;
    pins.ar = {s.m_axi_arvalid.read(), s.m_axi_araddr.read(), s.m_axi_arid.read(),
               small(s.m_axi_arlen),   small(s.m_axi_arsize), small(s.m_axi_arburst)};
    pins.aw = {s.m_axi_awvalid.read(), s.m_axi_awaddr.read(), s.m_axi_awid.read(),
               small(s.m_axi_awlen),   small(s.m_axi_awsize), small(s.m_axi_awburst)};
    toBytes(s.m_axi_wdata.read(), beat_);
    pins.wvalid = s.m_axi_wvalid.read();
    pins.wlast = s.m_axi_wlast.read();
    pins.wstrb = s.m_axi_wstrb.read();
    pins.wdata = beat_;
    pins.rready = s.m_axi_rready.read();
    pins.bready = s.m_axi_bready.read();
    return pins;
  }

  void drive(const AxiSlavePins& pins) {
    auto& s = signals_;
    Beat beat{};
    fromBytes(pins.rdata, beat);
    s.m_axi_arready = pins.arready;
    s.m_axi_awready = pins.awready;
    s.m_axi_wready = pins.wready;
    s.m_axi_rvalid = pins.rvalid;
    s.m_axi_rlast = pins.rlast;
    s.m_axi_rresp = pins.rresp;
    s.m_axi_rid = pins.rid;
    s.m_axi_rdata = beat;
    s.m_axi_bvalid = pins.bvalid;
    s.m_axi_bresp = pins.bresp;
    s.m_axi_bid = pins.bid;
  }

  template <class Signal> static std::uint8_t small(const Signal& signal) {
    return static_cast<std::uint8_t>(signal.read());
  }

  TopSignals<Top>& signals_;
  alignas(8) std::uint8_t beat_[kMaxBusBytes] = {};
};

} // namespace weft::sim
