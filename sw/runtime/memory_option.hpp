// memory_option.hpp: The memory that --memory describes
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace weft {

/// The memory behind the accelerator in a simulation.
struct MemoryOption {
  std::uint32_t latency = 1; ///< cycles
  std::uint32_t bytes =
      0; ///< per cycle, reads and writes together; 0 = ideal: the full bus both ways
  std::uint32_t stallPercent = 0;
  std::optional<std::uint64_t>
      errorOffset; ///< in the workload's allocation; its beats answer SLVERR

  bool ideal() const { return bytes == 0; }
};

/// The configuration's own memory block.
MemoryOption configuredMemory(const Config& config);

/// Parses "latency=CYCLES,bytes=N[,stall=PERCENT][,error=ADDRESS]" or "ideal"; keys that are absent
/// keep the configuration's values. Throws DesignError naming the key, its value and the allowed
/// range.
MemoryOption parseMemory(const std::string& text, const Config& config);

} // namespace weft
