// axi_pins.hpp: The AXI4 pins between a design and the memory model, as plain values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft::sim {

constexpr unsigned kMaxBusBytes = 64;

/// Response codes of AXI.
enum AxiResponse : std::uint8_t { kOkay = 0, kSlaveError = 2, kDecodeError = 3 };

/// The address part of a read or a write, as it stands on the AR or AW pins.
struct AxiAddress {
  bool valid = false;
  std::uint64_t address = 0;
  std::uint32_t id = 0;
  std::uint8_t length = 0; ///< beats less one
  std::uint8_t size = 0;   ///< log2 of the bytes of a beat
  std::uint8_t burst = 0;  ///< 1 = INCR

  unsigned beats() const { return length + 1U; }
  bool operator==(const AxiAddress&) const = default;
};

/// Driven by the design. `wdata` points to the bytes of the beat and stays valid during the call.
struct AxiMasterPins {
  AxiAddress ar, aw;
  bool wvalid = false, wlast = false;
  std::uint64_t wstrb = 0;
  const std::uint8_t* wdata = nullptr;
  bool rready = false, bready = false;
};

/// Driven by the memory; constant between clock edges.
struct AxiSlavePins {
  bool arready = false, awready = false, wready = false;
  bool rvalid = false, rlast = false, bvalid = false;
  std::uint8_t rresp = kOkay, bresp = kOkay;
  std::uint32_t rid = 0, bid = 0;
  alignas(8) std::uint8_t rdata[kMaxBusBytes] = {};
};

} // namespace weft::sim
