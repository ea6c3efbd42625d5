// memory_spec.hpp: What kind of memory the simulated accelerator is attached to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft::sim {

constexpr std::uint64_t kNoAddress = ~std::uint64_t{0};

/// The five channels of AXI4, and none.
enum class AxiChannel : std::uint32_t { none, ar, r, aw, w, b };

/// Timing and faults of the simulated memory.
struct MemorySpec {
  /// Cycles from the AR handshake to the first R beat, and from the last W beat to B; at least 1.
  unsigned latency = 1;
  /// Bytes per cycle, one budget for reads and writes together; 0 = the ideal memory, which moves a
  /// full beat each way in every cycle. At most the bus width.
  unsigned bytesPerCycle = 0;
  /// Chance in percent, per channel and cycle, that the memory refuses; 0..99.
  unsigned stallPercent = 0;
  /// Byte address whose beats answer SLVERR; kNoAddress = none.
  std::uint64_t errorAddress = kNoAddress;
  /// A channel that refuses for `withheldCycles`, once, from the first accepted burst that touches
  /// `withheldAddress` (kNoAddress = from the first burst of all).
  AxiChannel withheldChannel = AxiChannel::none;
  std::uint64_t withheldAddress = kNoAddress;
  std::uint64_t withheldCycles = 0;
  /// Longest legal burst in beats; a longer one is reported as a violation.
  unsigned burstBeats = 16;
  std::uint64_t seed = 1;
};

} // namespace weft::sim
