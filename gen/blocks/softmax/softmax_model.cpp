// softmax_model.cpp: Bit-exact online softmax, base 2, over chunks of keys.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_model.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace weft {

namespace {

using namespace num; // the formats

constexpr int kSteps = 1 << kExponentFraction;
constexpr int kTop = kMostProbability << kTableGuardBits;

ExponentTable accurateTable() {
  ExponentTable table{};
  for (int f = 0; f < kSteps; ++f) {
    const double exact = kTop * std::exp2(-f / double{kSteps});
    table[static_cast<std::size_t>(f)] = static_cast<std::uint16_t>(std::lround(exact));
  }
  return table;
}

/// The quadratic divided by its leading coefficient, in units of the step ln(2)/256 of p:
/// f^2 - 1000 f + 380856, and 11233 * 2^-20 = 4080 / 380856.
ExponentTable ibertTable() {
  constexpr std::int64_t kLinear = 1000;
  constexpr std::int64_t kConstant = 380856;
  constexpr std::int64_t kFactor = 11233;
  constexpr int kFactorShift = 20;
  ExponentTable table{};
  for (std::int64_t f = 0; f < kSteps; ++f) {
    const std::int64_t quadratic = f * (f - kLinear) + kConstant;
    table[static_cast<std::size_t>(f)] =
        static_cast<std::uint16_t>(num::roundShift(quadratic * kFactor, kFactorShift));
  }
  return table;
}

/// 255 * 2^(-distance/256) with 8 guard bits, truncated.
std::uint32_t guardedProbability(std::int32_t distance, const ExponentTable& table) {
  const int octaves = std::min(distance >> kExponentFraction, kShareBits);
  const std::uint32_t mantissa = table[static_cast<std::size_t>(distance & (kSteps - 1))];
  return mantissa << (kSumGuardBits - kTableGuardBits) >> octaves;
}

std::uint32_t align(std::uint32_t value, int shift) {
  return static_cast<std::uint32_t>(num::roundShift(value, shift));
}

} // namespace

const ExponentTable& exponentTable(num::Nonlinear nonlinear) {
  static const ExponentTable accurate = accurateTable();
  static const ExponentTable ibert = ibertTable();
  return nonlinear == num::Nonlinear::ibert ? ibert : accurate;
}

std::int32_t exponentOf(std::int32_t score, num::Scale scale) {
  if (scale.shift() <= kDroppedMultiplierBits)
    throw DesignError("a score scale's shift must be " + std::to_string(kSmallestScoreShift) +
                      " to " + std::to_string(Scale::kMaxShift) + ", got " +
                      std::to_string(scale.shift()));
  const std::int64_t product = score * (scale.multiplier() >> kDroppedMultiplierBits);
  const std::int64_t x = num::roundShift(product, scale.shift() - kDroppedMultiplierBits);
  return static_cast<std::int32_t>(num::saturate(x, kExponentBits));
}

SoftmaxChunk softmaxChunk(std::span<const std::int32_t> scores, num::Scale scale,
                          const ExponentTable& table) {
  if (scores.empty() || scores.size() > kMostChunkKeys)
    throw InternalError("a chunk has 1 to " + std::to_string(kMostChunkKeys) + " unmasked keys");
  std::array<std::int32_t, kMostChunkKeys> x{};
  std::transform(scores.begin(), scores.end(), x.begin(),
                 [&](std::int32_t score) { return exponentOf(score, scale); });
  const std::int32_t largest = *std::max_element(x.begin(), x.begin() + std::ssize(scores));
  SoftmaxChunk chunk{{}, (largest + kSteps - 1) >> kExponentFraction, 0};
  for (std::size_t k = 0; k < scores.size(); ++k) {
    const std::int32_t distance = (chunk.exponent << kExponentFraction) - x[k];
    const std::uint32_t guarded = guardedProbability(distance, table);
    const auto rounded = static_cast<std::uint32_t>(num::roundShift(guarded, kSumGuardBits));
    chunk.p[k] = static_cast<std::uint8_t>(rounded);
    chunk.sum += rounded >= kConsistentFrom ? rounded << kSumGuardBits : guarded;
  }
  return chunk;
}

Alignment SoftmaxRow::add(const SoftmaxChunk& chunk) {
  const int rise = empty_ ? 0 : chunk.exponent - exponent_;
  const Alignment shifts{std::clamp(rise, 0, kMostAlignment), std::clamp(-rise, 0, kMostAlignment)};
  sum_ = align(sum_, shifts.row) + align(chunk.sum, shifts.chunk);
  exponent_ = empty_ ? chunk.exponent : std::max(exponent_, chunk.exponent);
  empty_ = false;
  return shifts;
}

SoftmaxRow softmaxRow(std::span<const std::int32_t> scores, num::Scale scale, int chunkKeys,
                      num::Nonlinear nonlinear, std::span<std::uint8_t> p,
                      std::span<std::int16_t> exponents) {
  const ExponentTable& table = exponentTable(nonlinear);
  SoftmaxRow row;
  const auto keys = static_cast<std::size_t>(chunkKeys);
  for (std::size_t first = 0; first < scores.size(); first += keys) {
    const std::size_t count = std::min(keys, scores.size() - first);
    const SoftmaxChunk chunk = softmaxChunk(scores.subspan(first, count), scale, table);
    std::copy_n(chunk.p.begin(), count, p.begin() + static_cast<std::ptrdiff_t>(first));
    exponents[first / keys] = static_cast<std::int16_t>(chunk.exponent);
    row.add(chunk);
  }
  return row;
}

} // namespace weft
