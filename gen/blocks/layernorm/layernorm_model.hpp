// layernorm_model.hpp: Bit-exact rows of the post-processor: residual addition and LayerNorm.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/rsqrt/rsqrt_model.hpp"
#include "gen/num/fixed.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace weft {

/// Widest row, and the size of the hardware's gamma and beta memory.
inline constexpr std::size_t kMostPostColumns = 4096;
/// Bits of a row's width in hardware.
inline constexpr int kPostColumnBits = 13;
/// Every Scale of a POST command is used in steps of 2^-24, so it must be below 4 (shift >= 24).
inline constexpr int kPostScaleShift = 24;
/// Fraction bits of a normalised value z.
inline constexpr int kNormalisedFraction = 18;
/// Most fraction bits of gamma in units of the int16 output.
inline constexpr int kMostGammaShift = 7;
/// The epsilon term is below 2^55.
inline constexpr int kEpsilonBits = 55;

/// The arithmetic of rows, as a POST command and an operator of a graph give it.
struct PostParameters {
  bool normalise = false;
  num::Scale scaleA{};           ///< a's LSB in LSB of the sum t
  num::Scale scaleResidual{};    ///< the residual's LSB in LSB of t; not read without a residual
  std::uint64_t epsilonTerm = 0; ///< round(D^2 epsilon / (scale of t)^2), below 2^55
  int gammaShift = 0;            ///< fraction bits of gamma, 0..7
  num::Scale scale8{};           ///< out16's LSB in LSB of out8; not read without out8
  bool relu = false;             ///< the positive part of t counts
};

/// `scale` as the datapath multiplies by it: round(m 2^(24 - e)), 26 bits. Throws DesignError when
/// the scale's shift is below 24, that is, when it may be 4 or more.
std::uint32_t postFactor(num::Scale scale);

/// t = saturate16((a factorA + b factorB) 2^-24 rounded once, half up).
std::int16_t postSum(std::int16_t a, std::int16_t b, std::uint32_t factorA, std::uint32_t factorB);

/// Exact statistics of a row of D values: sum, and spread = D sum(t^2) - sum(t)^2 = D^2 variance,
/// 54 bits.
struct RowStatistics {
  std::int32_t sum = 0;
  std::uint64_t spread = 0;
};
RowStatistics rowStatistics(std::span<const std::int16_t> t);

/// z = (D t - sum) / sqrt(spread + epsilon term) in steps of 2^-18.
std::int32_t normalisedValue(std::int16_t t, std::size_t columns, std::int32_t sum,
                             ReciprocalRoot root);

/// out16 = saturate16(round(z gamma 2^-(18 + gammaShift)) + beta); a word is int16 gamma in bits
/// 15:0 and int16 beta in bits 31:16.
std::int16_t scaledValue(std::int32_t z, std::uint32_t gammaBeta, int gammaShift);

/// out8 = saturate8(round(out16 factor 2^-24)).
std::int8_t narrowedValue(std::int16_t out16, std::uint32_t factor);

/// One row: t = a + residual (an empty span: a alone), its positive part if wanted, LayerNorm if
/// wanted, then the int16 and the int8 result; `nonlinear` is the machine's root. Each of residual,
/// out16 and out8 is as long as a or empty (not wanted); gammaBeta is as long as a when
/// normalising. a may be out16. Throws DesignError for a row that is empty or wider than 4096,
/// lengths that differ, and parameters out of range.
void postRow(std::span<const std::int16_t> a, std::span<const std::int16_t> residual,
             std::span<const std::uint32_t> gammaBeta, const PostParameters& parameters,
             num::Nonlinear nonlinear, std::span<std::int16_t> out16, std::span<std::int8_t> out8);

} // namespace weft
