// access_counts.hpp: What a schedule moves at each level of the memory hierarchy
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/perf/energy_prices.hpp"
#include "sw/timeline/planned_command.hpp"

#include <cstdint>

namespace weft {

/// Multiply-accumulates that the cells execute, padding included, and bytes read or written.
/// Integers that follow from the commands alone; `dram` equals the hardware's counters.
struct AccessCounts {
  std::uint64_t macs = 0;
  std::uint64_t registers = 0;   ///< operands at the multipliers of array and attention engine, and
                                 ///< sums that stay in the array
  std::uint64_t neighbours = 0;  ///< from cell to cell of the array
  std::uint64_t scratchpad = 0;  ///< both banks
  std::uint64_t accumulator = 0; ///< int32 sums
  std::uint64_t buffers = 0;     ///< parameter RAM, turned activations, buffers of attention and
                                 ///< post engine
  std::uint64_t dramRead = 0;
  std::uint64_t dramWrite = 0;

  AccessCounts& operator+=(const AccessCounts& other);
  AccessCounts times(std::uint64_t runs) const;
  bool operator==(const AccessCounts&) const = default;
};

/// Of one command, its own fetch included.
AccessCounts accessesOf(const PlannedCommand& command, const Config& config);

/// Energy by level, in the unit of the prices.
struct Energy {
  double mac = 0, reg = 0, neighbour = 0, buffer = 0, dram = 0;
  double total() const { return mac + reg + neighbour + buffer + dram; }
};

Energy energyOf(const AccessCounts& counts, const EnergyPrices& prices);

} // namespace weft
