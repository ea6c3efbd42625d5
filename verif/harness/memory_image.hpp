// memory_image.hpp: Host bytes behind a window of the simulated memory, filled with a pattern.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/stall.hpp"

#include <cstdint>
#include <vector>

namespace weft::sim {

/// `size` bytes of seeded noise at AXI address `base`.
struct MemoryImage {
  std::uint64_t base;
  std::vector<std::uint8_t> bytes;

  MemoryImage(std::uint64_t address, std::size_t size, std::uint64_t seed)
      : base(address), bytes(size) {
    StallSource noise(seed, 99, 0);
    for (std::uint8_t& byte : bytes)
      byte = static_cast<std::uint8_t>(noise.next());
  }

  /// Host bytes from AXI address `address` on.
  std::uint8_t* at(std::uint64_t address) { return bytes.data() + (address - base); }
};

} // namespace weft::sim
