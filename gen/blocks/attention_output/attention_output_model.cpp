// attention_output_model.cpp: Bit-exact division by the row sum and scaling to int8.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/attention_output_model.hpp"

#include <algorithm>
#include <bit>

namespace weft {

namespace {

constexpr int kReciprocalBits = 17;
constexpr int kIndexBits = 8;
constexpr int kFractionBits = 10;
constexpr int kDroppedMultiplierBits = 9;
constexpr int kSumBits = 32;
/// Row sum 2^-8 against accumulator 2^-4, multiplier 2^9, reciprocal 2^-17 and the 17 bits that the
/// product of the two 17-bit factors loses: 2^(4 + 9 - 17 + 17).
constexpr int kGain = 13;

ReciprocalTable makeTable() {
  ReciprocalTable table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const std::uint32_t divisor = 256 + i;
    const std::uint32_t nearest = ((1u << (kReciprocalBits + kIndexBits)) + divisor / 2) / divisor;
    table[i] = std::min(nearest, (1u << kReciprocalBits) - 1);
  }
  return table;
}

/// 2^17 / (normalised * 2^-31) for normalised in [2^31, 2^32).
std::int64_t reciprocal(std::uint32_t normalised) {
  const ReciprocalTable& table = reciprocalTable();
  const std::uint32_t index = normalised >> (kSumBits - 1 - kIndexBits) & 0xFF;
  const std::int64_t fraction = normalised >> (kSumBits - 1 - kIndexBits - kFractionBits) & 0x3FF;
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
      reciprocal(sum << zeros) * (scale.multiplier() >> kDroppedMultiplierBits);
  return {static_cast<std::uint32_t>(product >> kReciprocalBits),
          kSumBits - 1 - zeros + scale.shift() - kGain};
}

} // namespace weft
