// field.hpp: Bit fields in 32-bit words, and what they may hold.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/attention_unit.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace weft::isa {

/// A number that a field may hold, what it stands for, and which machines know it.
struct NamedNumber {
  std::uint32_t number;
  std::string name;
  std::string meaning;
  num::AttentionUnits machines = num::kEveryUnit;
};

/// What a field counts or names, where that bounds its values more than its bits do.
enum class Unit {
  plain,
  busBytes, ///< multiples of the bus width
  activationWord,
  weightWord,
  accumulatorRow,
  parameterWord,
  rememberedRow,   ///< of the softmax between accumulator and scratchpad
  destinationWord, ///< of what LOAD fills
  key,
  scale ///< a scale word
};

/// Bits [high:low] of word `word` of a command, or of a register (word 0). `least` and `most` bound
/// the unsigned value of the bits, both included. `values` names all of them where they have names.
/// `unit` says what else bounds it on a machine; on others than `machines` its bits are reserved.
struct Field {
  std::string name;
  int word;
  int high;
  int low;
  std::uint32_t least;
  std::uint32_t most;
  std::string meaning;
  Unit unit = Unit::plain;
  std::vector<NamedNumber> values = {};
  num::AttentionUnits machines = num::kEveryUnit;
};

/// Bits in the field.
inline int widthOf(const Field& field) { return field.high - field.low + 1; }

/// Ones at the lowest `width` bits, 1..32.
constexpr std::uint32_t onesOf(int width) { return 0xffffffffU >> (32 - width); }

/// Ones at the field's place in its word.
inline std::uint32_t maskOf(const Field& field) { return onesOf(widthOf(field)) << field.low; }

/// True when some value of the bits is illegal, so that a decoder must look.
inline bool isBounded(const Field& field) {
  return field.least > 0 || field.most < onesOf(widthOf(field));
}

/// The field's bits of `word`, moved to bit 0.
inline std::uint32_t extract(const Field& field, std::uint32_t word) {
  return word >> field.low & onesOf(widthOf(field));
}

} // namespace weft::isa
