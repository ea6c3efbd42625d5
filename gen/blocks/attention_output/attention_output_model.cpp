// attention_output_model.cpp: Bit-exact division by the row sum and scaling to int8.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/attention_output_model.hpp"

#include <algorithm>
#include <bit>

namespace weft {

namespace {

using num::kReciprocalBits;
constexpr int kIndexBits = num::kReciprocalIndexBits;
constexpr int kFractionBits = num::kReciprocalFractionBits;
constexpr int kSumBits = num::kRowSumBits;

ReciprocalTable makeTable() {
  ReciprocalTable table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const std::uint32_t divisor = (1u << kIndexBits) + i;
    const std::uint32_t nearest = ((1u << (kReciprocalBits + kIndexBits)) + divisor / 2) / divisor;
    table[i] = std::min(nearest, (1u << kReciprocalBits) - 1);
  }
  return table;
}

/// 2^17 / (normalised * 2^-31) for normalised in [2^31, 2^32).
std::int64_t reciprocal(std::uint32_t normalised) {
  const ReciprocalTable& table = reciprocalTable();
  const std::uint32_t index = normalised >> (kSumBits - 1 - kIndexBits) & ((1u << kIndexBits) - 1);
  const std::int64_t fraction =
      normalised >> (kSumBits - 1 - kIndexBits - kFractionBits) & ((1u << kFractionBits) - 1);
  const std::int64_t drop = std::int64_t{table[index]} - table[index + 1];
  return table[index] - num::roundShift(drop * fraction, kFractionBits);
}

} // namespace

const ReciprocalTable& reciprocalTable() {
  static const ReciprocalTable table = makeTable();
  return table;
}

RowFactor rowFactor(std::uint32_t sum, num::Scale scale) {
  if (sum == 0)
    throw InternalError("a row without an unmasked key has no factor");
  const int zeros = std::countl_zero(sum);
  const std::int64_t product =
      reciprocal(sum << zeros) * (scale.multiplier() >> num::kDroppedMultiplierBits);
  return {static_cast<std::uint32_t>(product >> kReciprocalBits),
          kSumBits - 1 - zeros + scale.shift() - num::kReciprocalGain};
}

} // namespace weft
