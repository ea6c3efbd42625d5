// withholding.hpp: A channel of the memory that stops for a while.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_pins.hpp"
#include "verif/harness/memory_spec.hpp"

namespace weft::sim {

/// Refuses one channel for a number of cycles, once, from the first accepted burst that touches an
/// address.
class Withholding {
public:
  explicit Withholding(const MemorySpec& spec)
      : channel_(spec.withheldChannel), address_(spec.withheldAddress),
        cycles_(spec.withheldCycles) {}

  /// A burst of `bytes` from `address` on is accepted in `cycle`.
  void notice(std::uint64_t cycle, std::uint64_t address, std::uint64_t bytes) {
    if (end_ == 0 && (address_ == kNoAddress || address_ - address < bytes))
      end_ = cycle + cycles_;
  }

  bool refuses(AxiChannel channel, std::uint64_t cycle) const {
    return channel == channel_ && cycle < end_;
  }

private:
  AxiChannel channel_;
  std::uint64_t address_, cycles_;
  std::uint64_t end_ = 0; ///< 0: not yet begun
};

} // namespace weft::sim
