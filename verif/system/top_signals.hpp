// top_signals.hpp: One SystemC signal for each pin of the generated design.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/system/signal_bytes.hpp"

#include <type_traits>

namespace weft::sim {

/// The signal that fits a port of a Verilated SystemC module.
template <class Port>
using SignalOf = sc_core::sc_signal<typename std::remove_reference_t<Port>::data_type>;

/// The wires between `Top` and its surroundings, named like the pins.
template <class Top> struct TopSignals {
  SignalOf<decltype(Top::aresetn)> aresetn;
  SignalOf<decltype(Top::irq)> irq;

  SignalOf<decltype(Top::s_axil_awaddr)> s_axil_awaddr;
  SignalOf<decltype(Top::s_axil_awprot)> s_axil_awprot;
  SignalOf<decltype(Top::s_axil_awvalid)> s_axil_awvalid, s_axil_awready;
  SignalOf<decltype(Top::s_axil_wdata)> s_axil_wdata;
  SignalOf<decltype(Top::s_axil_wstrb)> s_axil_wstrb;
  SignalOf<decltype(Top::s_axil_wvalid)> s_axil_wvalid, s_axil_wready;
  SignalOf<decltype(Top::s_axil_bresp)> s_axil_bresp;
  SignalOf<decltype(Top::s_axil_bvalid)> s_axil_bvalid, s_axil_bready;
  SignalOf<decltype(Top::s_axil_araddr)> s_axil_araddr;
  SignalOf<decltype(Top::s_axil_arprot)> s_axil_arprot;
  SignalOf<decltype(Top::s_axil_arvalid)> s_axil_arvalid, s_axil_arready;
  SignalOf<decltype(Top::s_axil_rdata)> s_axil_rdata;
  SignalOf<decltype(Top::s_axil_rresp)> s_axil_rresp;
  SignalOf<decltype(Top::s_axil_rvalid)> s_axil_rvalid, s_axil_rready;

  SignalOf<decltype(Top::m_axi_arid)> m_axi_arid, m_axi_awid, m_axi_rid, m_axi_bid;
  SignalOf<decltype(Top::m_axi_araddr)> m_axi_araddr, m_axi_awaddr;
  SignalOf<decltype(Top::m_axi_arlen)> m_axi_arlen, m_axi_awlen;
  SignalOf<decltype(Top::m_axi_arsize)> m_axi_arsize, m_axi_awsize;
  SignalOf<decltype(Top::m_axi_arburst)> m_axi_arburst, m_axi_awburst;
  SignalOf<decltype(Top::m_axi_arcache)> m_axi_arcache, m_axi_awcache;
  SignalOf<decltype(Top::m_axi_arprot)> m_axi_arprot, m_axi_awprot;
  SignalOf<decltype(Top::m_axi_arvalid)> m_axi_arvalid, m_axi_arready, m_axi_awvalid, m_axi_awready;
  SignalOf<decltype(Top::m_axi_rdata)> m_axi_rdata, m_axi_wdata;
  SignalOf<decltype(Top::m_axi_rresp)> m_axi_rresp, m_axi_bresp;
  SignalOf<decltype(Top::m_axi_rlast)> m_axi_rlast, m_axi_rvalid, m_axi_rready;
  SignalOf<decltype(Top::m_axi_wstrb)> m_axi_wstrb;
  SignalOf<decltype(Top::m_axi_wlast)> m_axi_wlast, m_axi_wvalid, m_axi_wready;
  SignalOf<decltype(Top::m_axi_bvalid)> m_axi_bvalid, m_axi_bready;

  /// Connects every pin but the clock.
  void bind(Top& top) {
    top.aresetn(aresetn);
    top.irq(irq);
    bindRegisters(top);
    bindReads(top);
    bindWrites(top);
  }

private:
  void bindRegisters(Top& top) {
    top.s_axil_awaddr(s_axil_awaddr);
    top.s_axil_awprot(s_axil_awprot);
    top.s_axil_awvalid(s_axil_awvalid);
    top.s_axil_awready(s_axil_awready);
    top.s_axil_wdata(s_axil_wdata);
    top.s_axil_wstrb(s_axil_wstrb);
    top.s_axil_wvalid(s_axil_wvalid);
    top.s_axil_wready(s_axil_wready);
    top.s_axil_bresp(s_axil_bresp);
    top.s_axil_bvalid(s_axil_bvalid);
    top.s_axil_bready(s_axil_bready);
    top.s_axil_araddr(s_axil_araddr);
    top.s_axil_arprot(s_axil_arprot);
    top.s_axil_arvalid(s_axil_arvalid);
    top.s_axil_arready(s_axil_arready);
    top.s_axil_rdata(s_axil_rdata);
    top.s_axil_rresp(s_axil_rresp);
    top.s_axil_rvalid(s_axil_rvalid);
    top.s_axil_rready(s_axil_rready);
  }

  void bindReads(Top& top) {
    top.m_axi_arid(m_axi_arid);
    top.m_axi_araddr(m_axi_araddr);
    top.m_axi_arlen(m_axi_arlen);
    top.m_axi_arsize(m_axi_arsize);
    top.m_axi_arburst(m_axi_arburst);
    top.m_axi_arcache(m_axi_arcache);
    top.m_axi_arprot(m_axi_arprot);
    top.m_axi_arvalid(m_axi_arvalid);
    top.m_axi_arready(m_axi_arready);
    top.m_axi_rid(m_axi_rid);
    top.m_axi_rdata(m_axi_rdata);
    top.m_axi_rresp(m_axi_rresp);
    top.m_axi_rlast(m_axi_rlast);
    top.m_axi_rvalid(m_axi_rvalid);
    top.m_axi_rready(m_axi_rready);
  }

  void bindWrites(Top& top) {
    top.m_axi_awid(m_axi_awid);
    top.m_axi_awaddr(m_axi_awaddr);
    top.m_axi_awlen(m_axi_awlen);
    top.m_axi_awsize(m_axi_awsize);
    top.m_axi_awburst(m_axi_awburst);
    top.m_axi_awcache(m_axi_awcache);
    top.m_axi_awprot(m_axi_awprot);
    top.m_axi_awvalid(m_axi_awvalid);
    top.m_axi_awready(m_axi_awready);
    top.m_axi_wdata(m_axi_wdata);
    top.m_axi_wstrb(m_axi_wstrb);
    top.m_axi_wlast(m_axi_wlast);
    top.m_axi_wvalid(m_axi_wvalid);
    top.m_axi_wready(m_axi_wready);
    top.m_axi_bid(m_axi_bid);
    top.m_axi_bresp(m_axi_bresp);
    top.m_axi_bvalid(m_axi_bvalid);
    top.m_axi_bready(m_axi_bready);
  }
};

} // namespace weft::sim
