// register_bits.hpp: A register's word from its fields, which gen/isa places.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/registers.hpp"
#include "gen/num/error.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace weft {

/// The word of the register at `offset`: every field of its description by name, zeros between.
/// Throws InternalError when a field is missing, is not described, or has another width.
inline hdl::UInt registerWord(std::uint32_t offset,
                              const std::map<std::string, hdl::UInt>& values) {
  const auto& map = isa::registerMap();
  const auto found = std::ranges::find(map, offset, &isa::Register::offset);
  std::vector<hdl::UInt> parts;
  int above = 32;
  for (auto field = found->fields.rbegin(); field != found->fields.rend(); ++field) {
    const auto value = values.find(field->name);
    if (value == values.end() || !value->second.width().sameAs(isa::widthOf(*field)))
      throw InternalError("registerWord: " + found->name + "." + field->name);
    if (above > field->high + 1)
      parts.push_back(hdl::zeros(above - field->high - 1));
    parts.push_back(value->second);
    above = field->low;
  }
  if (above > 0)
    parts.push_back(hdl::zeros(above));
  if (values.size() != found->fields.size())
    throw InternalError("registerWord: " + found->name + " has other fields");
  return hdl::cat(parts);
}

} // namespace weft
