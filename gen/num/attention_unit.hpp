// attention_unit.hpp: Who multiplies queries by keys and probabilities by values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>

namespace weft::num {

/// dedicated: an engine with multipliers and buffers of its own, memory to memory; shared: the
/// array, with the softmax between accumulator and scratchpad. Both give the same bits. none: the
/// array, and softmax, GELU and layer normalisation are not in hardware at all.
enum class AttentionUnit : std::uint8_t { dedicated, shared, none };

/// Some of them.
class AttentionUnits {
public:
  constexpr AttentionUnits(std::initializer_list<AttentionUnit> units) {
    for (const AttentionUnit unit : units)
      bits_ |= bitOf(unit);
  }
  constexpr bool contains(AttentionUnit unit) const { return (bits_ & bitOf(unit)) != 0; }

private:
  static constexpr unsigned bitOf(AttentionUnit unit) { return 1U << static_cast<unsigned>(unit); }
  unsigned bits_ = 0;
};

inline constexpr AttentionUnits kEveryUnit{AttentionUnit::dedicated, AttentionUnit::shared,
                                           AttentionUnit::none};
/// Machines with softmax, GELU and layer normalisation in hardware.
inline constexpr AttentionUnits kNonlinearUnits{AttentionUnit::dedicated, AttentionUnit::shared};
/// Machines whose array multiplies queries by keys, so that keys must become weights.
inline constexpr AttentionUnits kArrayUnits{AttentionUnit::shared, AttentionUnit::none};

} // namespace weft::num
