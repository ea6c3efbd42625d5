// signal_bytes.hpp: The bytes of SystemC port values of any width.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <systemc>

namespace weft::sim {

/// Verilator gives a port of up to 64 bits an integer and a wider one an sc_bv: both become
/// little-endian bytes here.
template <std::integral Value> void toBytes(const Value& value, std::uint8_t* bytes) {
  std::memcpy(bytes, &value, sizeof value);
}
template <int bits> void toBytes(const sc_dt::sc_bv<bits>& value, std::uint8_t* bytes) {
  for (int word = 0; word < bits / 32; ++word) {
    const sc_dt::sc_digit digit = value.get_word(word);
    std::memcpy(bytes + 4 * word, &digit, 4);
  }
}

template <std::integral Value> void fromBytes(const std::uint8_t* bytes, Value& value) {
  std::memcpy(&value, bytes, sizeof value);
}
template <int bits> void fromBytes(const std::uint8_t* bytes, sc_dt::sc_bv<bits>& value) {
  for (int word = 0; word < bits / 32; ++word) {
    sc_dt::sc_digit digit;
    std::memcpy(&digit, bytes + 4 * word, 4);
    value.set_word(word, digit);
  }
}

/// Bytes of a bus value of type `Value`.
template <class Value> constexpr unsigned byteCount = sizeof(Value);
template <int bits> constexpr unsigned byteCount<sc_dt::sc_bv<bits>> = bits / 8;

} // namespace weft::sim
