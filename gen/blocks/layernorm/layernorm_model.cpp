// layernorm_model.cpp: Bit-exact rows of the post-processor: residual addition and LayerNorm.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/layernorm_model.hpp"

#include "gen/num/error.hpp"

#include <algorithm>
#include <vector>

namespace weft {
namespace {

void require(bool holds, const char* message) {
  if (!holds)
    throw DesignError(message);
}

void checkRow(std::size_t columns, std::size_t residual, std::size_t gammaBeta,
              const PostParameters& parameters, std::size_t out16, std::size_t out8) {
  const auto isOptional = [&](std::size_t length) { return length == 0 || length == columns; };
  require(columns >= 1 && columns <= kMostPostColumns, "post: a row has 1 to 4096 columns");
  require(isOptional(residual) && isOptional(out16) && isOptional(out8),
          "post: residual and outputs must be as wide as the row");
  require(!parameters.normalise || gammaBeta == columns,
          "post: gamma and beta must be as wide as the row");
  require(parameters.gammaShift >= 0 && parameters.gammaShift <= kMostGammaShift,
          "post: the gamma shift must be 0 to 7");
  require(parameters.epsilonTerm >> kEpsilonBits == 0, "post: the epsilon term must be below 2^55");
}

std::vector<std::int16_t> sumRow(std::span<const std::int16_t> a,
                                 std::span<const std::int16_t> residual,
                                 const PostParameters& parameters) {
  const std::uint32_t factorA = postFactor(parameters.scaleA);
  const std::uint32_t factorB = residual.empty() ? 0 : postFactor(parameters.scaleResidual);
  std::vector<std::int16_t> t(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    t[i] = postSum(a[i], residual.empty() ? std::int16_t{0} : residual[i], factorA, factorB);
    if (parameters.relu)
      t[i] = std::max<std::int16_t>(t[i], 0);
  }
  return t;
}

void normaliseRow(std::span<std::int16_t> t, std::span<const std::uint32_t> gammaBeta,
                  const PostParameters& parameters, num::Nonlinear nonlinear) {
  const RowStatistics row = rowStatistics(t);
  const ReciprocalRoot root = reciprocalRoot(row.spread + parameters.epsilonTerm, nonlinear);
  for (std::size_t i = 0; i < t.size(); ++i) {
    const std::int32_t z = normalisedValue(t[i], t.size(), row.sum, root);
    t[i] = scaledValue(z, gammaBeta[i], parameters.gammaShift);
  }
}

} // namespace

std::uint32_t postFactor(num::Scale scale) {
  require(scale.shift() >= kPostScaleShift, "post: a scale must have a shift of 24 or more");
  return static_cast<std::uint32_t>(
      num::roundShift(scale.multiplier(), scale.shift() - kPostScaleShift));
}

std::int16_t postSum(std::int16_t a, std::int16_t b, std::uint32_t factorA, std::uint32_t factorB) {
  const std::int64_t sum = std::int64_t{a} * factorA + std::int64_t{b} * factorB;
  return static_cast<std::int16_t>(num::saturate(num::roundShift(sum, kPostScaleShift), 16));
}

RowStatistics rowStatistics(std::span<const std::int16_t> t) {
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const std::int64_t value : t) {
    sum += value;
    squares += value * value;
  }
  const std::int64_t spread = static_cast<std::int64_t>(t.size()) * squares - sum * sum;
  return {static_cast<std::int32_t>(sum), static_cast<std::uint64_t>(spread)};
}

std::int32_t normalisedValue(std::int16_t t, std::size_t columns, std::int32_t sum,
                             ReciprocalRoot root) {
  const std::int64_t deviation = static_cast<std::int64_t>(columns) * t - sum;
  const std::int64_t shifted = deviation * (1 << kNormalisedFraction) >> root.halvings;
  return static_cast<std::int32_t>(num::roundShift(shifted * root.factor, kRsqrtFactorBits));
}

std::int16_t scaledValue(std::int32_t z, std::uint32_t gammaBeta, int gammaShift) {
  const auto gamma = static_cast<std::int16_t>(gammaBeta & 0xffff);
  const auto beta = static_cast<std::int16_t>(gammaBeta >> 16);
  const std::int64_t scaled =
      num::roundShift(std::int64_t{z} * gamma, kNormalisedFraction + gammaShift);
  return static_cast<std::int16_t>(num::saturate(scaled + beta, 16));
}

std::int8_t narrowedValue(std::int16_t out16, std::uint32_t factor) {
  const std::int64_t product = std::int64_t{out16} * factor;
  return static_cast<std::int8_t>(num::saturate(num::roundShift(product, kPostScaleShift), 8));
}

void postRow(std::span<const std::int16_t> a, std::span<const std::int16_t> residual,
             std::span<const std::uint32_t> gammaBeta, const PostParameters& parameters,
             num::Nonlinear nonlinear, std::span<std::int16_t> out16, std::span<std::int8_t> out8) {
  checkRow(a.size(), residual.size(), gammaBeta.size(), parameters, out16.size(), out8.size());
  std::vector<std::int16_t> t = sumRow(a, residual, parameters);
  if (parameters.normalise)
    normaliseRow(t, gammaBeta, parameters, nonlinear);
  const std::uint32_t factor8 = out8.empty() ? 0 : postFactor(parameters.scale8);
  for (std::size_t i = 0; i < t.size(); ++i) {
    if (!out16.empty())
      out16[i] = t[i];
    if (!out8.empty())
      out8[i] = narrowedValue(t[i], factor8);
  }
}

} // namespace weft
