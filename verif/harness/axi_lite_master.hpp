// axi_lite_master.hpp: Register accesses through the AXI4-Lite pins of a design.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <type_traits>

namespace weft::sim {

/// Blocking AXI4-Lite accesses. `Top` has the s_axil_* pins as public members; `Tick` is callable
/// and advances one clock cycle, calling `sampled` when the pins have settled before the edge.
template <class Top> class AxiLiteMaster {
public:
  static constexpr int kNoAnswer = -1;
  static constexpr unsigned kPatience = 10000;

  explicit AxiLiteMaster(Top& top) : top_(top) {
    top_.s_axil_awvalid = top_.s_axil_wvalid = top_.s_axil_bready = 0;
    top_.s_axil_arvalid = top_.s_axil_rready = 0;
    top_.s_axil_wstrb = 15;
  }

  /// Writes 32 bits; returns the response code, or kNoAnswer after kPatience cycles.
  template <class Tick> int write(std::uint32_t offset, std::uint32_t value, Tick&& tick) {
    top_.s_axil_awaddr = static_cast<Address>(offset);
    top_.s_axil_wdata = value;
    top_.s_axil_awvalid = top_.s_axil_wvalid = top_.s_axil_bready = 1;
    int response = kNoAnswer;
    for (unsigned i = 0; i < kPatience && response == kNoAnswer; ++i)
      response = writeCycle(tick);
    top_.s_axil_awvalid = top_.s_axil_wvalid = top_.s_axil_bready = 0;
    return response;
  }

  /// Reads 32 bits into `value`; returns the response code, or kNoAnswer after kPatience cycles.
  template <class Tick> int read(std::uint32_t offset, std::uint32_t& value, Tick&& tick) {
    top_.s_axil_araddr = static_cast<Address>(offset);
    top_.s_axil_arvalid = top_.s_axil_rready = 1;
    int response = kNoAnswer;
    for (unsigned i = 0; i < kPatience && response == kNoAnswer; ++i)
      response = readCycle(value, tick);
    top_.s_axil_arvalid = top_.s_axil_rready = 0;
    return response;
  }

private:
  using Address = std::remove_reference_t<decltype(Top::s_axil_awaddr)>;

  template <class Tick> int writeCycle(Tick&& tick) {
    bool address = false, data = false;
    int response = kNoAnswer;
    tick([&] {
      address = top_.s_axil_awready;
      data = top_.s_axil_wready;
      if (top_.s_axil_bvalid)
        response = top_.s_axil_bresp;
    });
    top_.s_axil_awvalid = top_.s_axil_awvalid && !address;
    top_.s_axil_wvalid = top_.s_axil_wvalid && !data;
    return response;
  }

  template <class Tick> int readCycle(std::uint32_t& value, Tick&& tick) {
    bool address = false;
    int response = kNoAnswer;
    tick([&] {
      address = top_.s_axil_arready;
      if (!top_.s_axil_rvalid)
        return;
      value = top_.s_axil_rdata;
      response = top_.s_axil_rresp;
    });
    top_.s_axil_arvalid = top_.s_axil_arvalid && !address;
    return response;
  }

  Top& top_;
};

} // namespace weft::sim
