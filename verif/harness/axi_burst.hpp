// axi_burst.hpp: A burst that the memory has accepted, and how its address resolves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/address_map.hpp"
#include "verif/harness/axi_pins.hpp"
#include "verif/harness/memory_spec.hpp"

namespace weft::sim {

/// An accepted burst and how far it has come.
struct AxiBurst {
  std::uint64_t address = 0;
  std::uint8_t* host = nullptr; ///< null when no window holds the whole burst
  std::uint64_t due = 0;        ///< first cycle in which a beat may be on the pins
  std::uint32_t id = 0;
  unsigned beats = 0;
  unsigned done = 0;

  AxiBurst() = default;
  AxiBurst(const AxiAddress& request, std::uint64_t dueCycle, const AddressMap& map,
           unsigned busBytes)
      : address(request.address),
        host(map.find(request.address, std::uint64_t{request.beats()} * busBytes)), due(dueCycle),
        id(request.id), beats(request.beats()) {}

  bool lastBeat() const { return done + 1 == beats; }

  /// The answer of the present beat: DECERR outside every window, SLVERR at the planted error.
  AxiResponse response(std::uint64_t errorAddress, unsigned busBytes) const {
    if (host == nullptr)
      return kDecodeError;
    const std::uint64_t start = address + std::uint64_t{done} * busBytes;
    return errorAddress - start < busBytes ? kSlaveError : kOkay;
  }
};

} // namespace weft::sim
