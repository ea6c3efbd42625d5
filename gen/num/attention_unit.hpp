// attention_unit.hpp: Who multiplies queries by keys and probabilities by values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft::num {

/// dedicated: an engine with multipliers and buffers of its own, memory to memory; shared: the
/// array, with the softmax between accumulator and scratchpad. Both give the same bits.
enum class AttentionUnit : std::uint8_t { dedicated, shared };

} // namespace weft::num
