// register_bits.hpp: Words of registers and their fields, which gen/isa places.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/registers.hpp"
#include "gen/num/error.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace weft {

inline constexpr int kRegisterBits = 32;

/// The registers of a 64-bit number.
inline hdl::UInt lowWord(const hdl::UInt& number) { return number.low(kRegisterBits); }
inline hdl::UInt highWord(const hdl::UInt& number) { return number.high(kRegisterBits); }

/// The description of the register at `offset`. Throws InternalError when there is none.
inline const isa::Register& registerAt(std::uint32_t offset) {
  const auto& map = isa::registerMap();
  const auto found = std::ranges::find(map, offset, &isa::Register::offset);
  if (found == map.end())
    throw InternalError("no register at offset " + std::to_string(offset));
  return *found;
}

/// The bit `name` of `word`, which is written to the register at `offset`. Throws InternalError
/// when it is not described or wider than a bit.
inline hdl::Bit registerBit(const hdl::UInt& word, std::uint32_t offset, const std::string& name) {
  const isa::Register& description = registerAt(offset);
  const auto field = std::ranges::find(description.fields, name, &isa::Field::name);
  if (field == description.fields.end() || field->low != field->high)
    throw InternalError("registerBit: " + description.name + "." + name);
  return word.bit(field->low);
}

/// The word of the register at `offset`: every field of its description by name, zeros between.
/// Throws InternalError when a field is missing, is not described, or has another width.
inline hdl::UInt registerWord(std::uint32_t offset,
                              const std::map<std::string, hdl::UInt>& values) {
  const isa::Register& description = registerAt(offset);
  std::vector<hdl::UInt> parts;
  int above = kRegisterBits;
  for (auto field = description.fields.rbegin(); field != description.fields.rend(); ++field) {
    const auto value = values.find(field->name);
    if (value == values.end() || !value->second.width().sameAs(isa::widthOf(*field)))
      throw InternalError("registerWord: " + description.name + "." + field->name);
    if (above > field->high + 1)
      parts.push_back(hdl::zeros(above - field->high - 1));
    parts.push_back(value->second);
    above = field->low;
  }
  if (above > 0)
    parts.push_back(hdl::zeros(above));
  if (values.size() != description.fields.size())
    throw InternalError("registerWord: " + description.name + " has other fields");
  return hdl::cat(parts);
}

} // namespace weft
