// field_values.hpp: The values of a command field at which a check or an engine may be wrong.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/format.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace weft {

/// Ends of the accepted range and their neighbours, the ends of what the bits can hold, the two
/// largest powers of two that are accepted: products of fields wrap there first. Ascending.
inline std::vector<std::uint32_t> valuesToTry(const isa::Field& field) {
  const std::uint32_t ones = isa::onesOf(isa::widthOf(field));
  const std::uint32_t most = std::min(field.most, ones);
  const std::uint32_t power = std::bit_floor(most);
  std::vector<std::uint32_t> values = {0, ones, field.least, most, power, power / 2};
  for (const std::uint32_t end : {field.least, most})
    for (const std::uint32_t neighbour : {end - 1, end + 1})
      if (neighbour <= ones)
        values.push_back(neighbour);
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// The same, as far as they are accepted.
inline std::vector<std::uint32_t> acceptedValues(const isa::Field& field) {
  std::vector<std::uint32_t> values = valuesToTry(field);
  std::erase_if(values,
                [&](std::uint32_t value) { return value < field.least || value > field.most; });
  return values;
}

/// The field's bits of `words` become `value`.
inline void setField(std::vector<std::uint32_t>& words, const isa::Field& field,
                     std::uint32_t value) {
  std::uint32_t& word = words[static_cast<std::size_t>(field.word)];
  word = (word & ~isa::maskOf(field)) | value << field.low;
}

} // namespace weft
