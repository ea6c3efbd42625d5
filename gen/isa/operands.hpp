// operands.hpp: Sizes of what lies in memory and in the memories on chip.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/values.hpp"

namespace weft::isa {

/// A channel record in memory: int32 bias, then a scale word.
inline constexpr int kChannelRecordBytes = 8;

/// Bytes of a word of what LOAD fills on an array of `rows` x `columns`, in numbers of any kind.
template <class Size>
constexpr Size wordBytes(LoadTo destination, const Size& rows, const Size& columns) {
  switch (destination) {
  case LoadTo::activations:
    return rows;
  case LoadTo::weights:
    return columns;
  case LoadTo::parameters:
    break;
  }
  return kChannelRecordBytes * columns;
}

} // namespace weft::isa
