// accesses.hpp: Reads and writes at each level of the memory hierarchy, and their energy
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/perf/energy_prices.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace weft {

inline constexpr std::uint64_t kFactors = 2;      ///< of a product
inline constexpr std::uint64_t kOperandBytes = 1; ///< int8
inline constexpr std::uint64_t kSumBytes = 4;     ///< of an int32 sum at rest
/// What stays for a while: a sum that grows, but by its first product; a byte that is turned.
inline constexpr std::uint64_t kOutAndIn = 2;

/// Reads and writes of one level: its own words, and their bytes.
struct Accesses {
  std::uint64_t words = 0, bytes = 0;

  Accesses& operator+=(const Accesses& other);
  bool operator==(const Accesses&) const = default;
};

/// `count` words of `bytes` each.
constexpr Accesses wordsOf(std::uint64_t count, std::uint64_t bytes) {
  return {count, count * bytes};
}

Accesses operator+(Accesses left, const Accesses& right);
Accesses operator*(const Accesses& once, std::uint64_t times);

/// Multiply-accumulates that the cells execute, padding included, and what is read or written at
/// each level. Integers that follow from the commands alone; all but `buffers` equal what the
/// hardware does.
struct AccessCounts {
  std::uint64_t macs = 0;
  Accesses registers;   ///< int8 operands at the multipliers of array and attention engine, and
                        ///< int32 sums that stay in cells, out and in
  Accesses neighbours;  ///< int8 operands and partial sums, from cell to cell of the array
  Accesses scratchpad;  ///< of both banks: an int8 for each row, or column, of the array
  Accesses accumulator; ///< rows: an int32 for each column of the array
  std::uint64_t buffers = 0; ///< bytes of parameter RAM, turned activations, buffers of attention
                             ///< and post engine
  Accesses dramRead;         ///< beats of the bus, whole ones
  Accesses dramWrite;        ///< beats of the bus, their strobed bytes

  Accesses dram() const { return dramRead + dramWrite; }
  AccessCounts& operator+=(const AccessCounts& other);
  AccessCounts times(std::uint64_t runs) const;
  bool operator==(const AccessCounts&) const = default;
};

/// One level as results name it.
struct AccessLevel {
  std::string_view key;     ///< in files: array_registers, neighbours, scratchpad, ..
  std::string_view meaning; ///< what a word is
  Accesses (*of)(const AccessCounts& counts);
};

/// The levels that `weft run` and `weft model` report, from the cells outwards.
const std::array<AccessLevel, 5>& accessLevels();

/// Bytes of a partial sum on its way through an array of `rows` rows: 16 + log2 rows bits.
std::uint64_t movingSumBytes(std::uint64_t rows);

/// Energy by level, in the unit of the prices.
struct Energy {
  double mac = 0, reg = 0, neighbour = 0, buffer = 0, dram = 0;
  double total() const { return mac + reg + neighbour + buffer + dram; }
};

Energy energyOf(const AccessCounts& counts, const EnergyPrices& prices);

/// As published prices count: one access of one operand, whatever its width; an int32 is one.
Energy operandEnergyOf(const AccessCounts& counts, const EnergyPrices& prices);

} // namespace weft
