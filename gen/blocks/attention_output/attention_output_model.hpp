// attention_output_model.hpp: Bit-exact division by the row sum and scaling to int8.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/attention_formats.hpp"
#include "gen/num/fixed.hpp"

#include <array>
#include <cstdint>

namespace weft {

/// Reciprocals by linear interpolation. Entry i: 2^17 / (1 + i/256), at most 2^17 - 1; entry 256
/// closes the last interval with 2^16.
using ReciprocalTable = std::array<std::uint32_t, (1 << num::kReciprocalIndexBits) + 1>;
const ReciprocalTable& reciprocalTable();

/// One row's factor from an accumulated value to the output: multiplier (< 2^17) * 2^-shift.
struct RowFactor {
  std::uint32_t multiplier;
  int shift; ///< 3..81
};

/// The factor of a row whose probabilities sum to `sum` (8 guard bits, 2^15..2^32-1), for the
/// output scale `scale`, of which the low 9 bits of the multiplier are ignored.
RowFactor rowFactor(std::uint32_t sum, num::Scale scale);

/// saturate8(round(accumulated * factor)), one rounding, half up. |accumulated| < 2^36.
inline std::int8_t attentionOutput(std::int64_t accumulated, RowFactor factor) {
  constexpr int kVanished = 62;
  const int shift = factor.shift < kVanished ? factor.shift : kVanished;
  return static_cast<std::int8_t>(
      num::saturate(num::roundShift(accumulated * factor.multiplier, shift), num::kOperandBits));
}

} // namespace weft
