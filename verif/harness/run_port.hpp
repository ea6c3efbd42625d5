// run_port.hpp: Run descriptors and bursts on Verilated ports.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_pins.hpp"
#include "verif/harness/port_bits.hpp"
#include "verif/harness/run_list.hpp"

#include <bit>

namespace weft::sim {

/// Writes {address, bytes} to a port.
template <class Port> void putRun(Port& port, unsigned addressBits, const ByteRun& run) {
  setBits(port, 0, 24, run.bytes);
  setBits(port, 24, addressBits, run.address);
}

/// Reads {address, bytes} from a port.
template <class Port> ByteRun getRun(const Port& port, unsigned addressBits) {
  return {getBits(port, 24, addressBits), static_cast<std::uint32_t>(getBits(port, 0, 24))};
}

/// Reads {address, beats - 1} from a port as the AXI address channel it becomes.
template <class Port>
AxiAddress getBurst(bool valid, const Port& port, unsigned addressBits, unsigned busBytes) {
  return {valid,
          getBits(port, 8, addressBits),
          0,
          static_cast<std::uint8_t>(getBits(port, 0, 8)),
          static_cast<std::uint8_t>(std::countr_zero(busBytes)),
          1};
}

} // namespace weft::sim
