// axi_binding.hpp: Copies AXI4 pins between a Verilated design and the memory model.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_pins.hpp"

#include <cstring>
#include <type_traits>

namespace weft::sim {

/// Width of the AXI4 data bus of `Top` in bytes. Verilator stores a port of 64 bits or less in one
/// integer and a wider one in 32-bit words, lowest first: on a little-endian host both are the
/// bytes of the beat in order.
template <class Top> constexpr unsigned busBytesOf() { return sizeof(Top::m_axi_wdata); }

/// The pins that the design drives.
template <class Top> AxiMasterPins sampleAxi(const Top& top) {
  AxiMasterPins pins;
  pins.ar = {top.m_axi_arvalid != 0, top.m_axi_araddr, top.m_axi_arid,
             top.m_axi_arlen,        top.m_axi_arsize, top.m_axi_arburst};
  pins.aw = {top.m_axi_awvalid != 0, top.m_axi_awaddr, top.m_axi_awid,
             top.m_axi_awlen,        top.m_axi_awsize, top.m_axi_awburst};
  pins.wvalid = top.m_axi_wvalid;
  pins.wlast = top.m_axi_wlast;
  pins.wstrb = top.m_axi_wstrb;
  pins.wdata = reinterpret_cast<const std::uint8_t*>(&top.m_axi_wdata);
  pins.rready = top.m_axi_rready;
  pins.bready = top.m_axi_bready;
  return pins;
}

/// Converts to the type of a port (Verilator declares ports as references).
template <class Port> std::remove_reference_t<Port> toPort(std::uint32_t value) {
  return static_cast<std::remove_reference_t<Port>>(value);
}

/// The pins that the memory drives.
template <class Top> void driveAxi(Top& top, const AxiSlavePins& pins) {
  top.m_axi_arready = pins.arready;
  top.m_axi_awready = pins.awready;
  top.m_axi_wready = pins.wready;
  top.m_axi_rvalid = pins.rvalid;
  top.m_axi_rlast = pins.rlast;
  top.m_axi_rresp = pins.rresp;
  top.m_axi_rid = toPort<decltype(top.m_axi_rid)>(pins.rid);
  std::memcpy(&top.m_axi_rdata, pins.rdata, busBytesOf<Top>());
  top.m_axi_bvalid = pins.bvalid;
  top.m_axi_bresp = pins.bresp;
  top.m_axi_bid = toPort<decltype(top.m_axi_bid)>(pins.bid);
}

} // namespace weft::sim
