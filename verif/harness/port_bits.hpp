// port_bits.hpp: Bit fields of Verilated ports of any width.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace weft::sim {

/// Writes the low `width` (1..64) bits of `value` at bit `low` of a port. Verilator keeps a port as
/// little-endian bytes, so one loop serves integers and wide words alike.
template <class Port> void setBits(Port& port, unsigned low, unsigned width, std::uint64_t value) {
  auto* bytes = reinterpret_cast<std::uint8_t*>(&port);
  for (unsigned i = 0; i < width;) {
    const unsigned bit = (low + i) % 8;
    const unsigned take = width - i < 8 - bit ? width - i : 8 - bit;
    const unsigned mask = ((1U << take) - 1U) << bit;
    std::uint8_t& byte = bytes[(low + i) / 8];
    byte = static_cast<std::uint8_t>((byte & ~mask) | ((value >> i << bit) & mask));
    i += take;
  }
}

/// Reads `width` (1..64) bits from bit `low` of a port, zero-extended.
template <class Port> std::uint64_t getBits(const Port& port, unsigned low, unsigned width) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&port);
  std::uint64_t value = 0;
  for (unsigned i = 0; i < width;) {
    const unsigned bit = (low + i) % 8;
    const unsigned take = width - i < 8 - bit ? width - i : 8 - bit;
    const std::uint64_t field = (bytes[(low + i) / 8] >> bit) & ((1U << take) - 1U);
    value |= field << i;
    i += take;
  }
  return value;
}

/// Reads `width` (1..64) bits, sign-extended.
template <class Port> std::int64_t getSigned(const Port& port, unsigned low, unsigned width) {
  const std::uint64_t value = getBits(port, low, width);
  const std::uint64_t sign = std::uint64_t{1} << (width - 1);
  return static_cast<std::int64_t>((value ^ sign) - sign);
}

/// Copies `count` bytes into the low end of a port / out of it.
template <class Port> void setBytes(Port& port, const std::uint8_t* bytes, unsigned count) {
  std::memcpy(&port, bytes, count);
}
template <class Port> void getBytes(const Port& port, std::uint8_t* bytes, unsigned count) {
  std::memcpy(bytes, &port, count);
}

} // namespace weft::sim
