// softmax_model.hpp: Bit-exact online softmax, base 2, over chunks of keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/attention_formats.hpp"
#include "gen/num/fixed.hpp"
#include "gen/num/nonlinear.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace weft {

/// Entry f: 255 * 2^(-f/256) in steps of 1/16 (f 0..255, entries 2040..4080).
using ExponentTable = std::array<std::uint16_t, 1 << num::kExponentFraction>;

/// The table of 2^-f. accurate: correctly rounded. ibert: the quadratic of I-BERT,
/// 0.35815147 p^2 + 0.96963238 p + 1 with p = -f ln(2) / 256, evaluated in integers.
const ExponentTable& exponentTable(num::Nonlinear nonlinear);

/// x = score * scale with 8 fraction bits, rounded half up, saturated to 23 bits. The low 9 bits of
/// the multiplier are ignored. Throws DesignError when the scale's shift is below 10.
std::int32_t exponentOf(std::int32_t score, num::Scale scale);

/// The probabilities of one chunk relative to 2^exponent: p[k] = round(255 * 2^(x[k] - exponent)).
struct SoftmaxChunk {
  std::array<std::uint8_t, num::kMostChunkKeys> p; ///< masked keys: 0
  int exponent;                                    ///< ceil of the largest x
  std::uint32_t sum;                               ///< of the probabilities, 8 guard bits
};

/// The chunk of `scores` (1 to 64 unmasked ones, the first of the chunk; later keys are masked).
SoftmaxChunk softmaxChunk(std::span<const std::int32_t> scores, num::Scale scale,
                          const ExponentTable& table);

/// Right shifts (0..63, rounded half up) that bring what a row has gathered and a chunk's part to
/// the larger of the two exponents. One of the two is always 0.
struct Alignment {
  int row;
  int chunk;
};

/// What a row remembers from chunk to chunk. Starts without any key.
class SoftmaxRow {
public:
  /// Takes the next chunk that has an unmasked key; returns how to align what it contributes.
  Alignment add(const SoftmaxChunk& chunk);

  bool empty() const { return empty_; }
  /// Largest chunk exponent so far; 0 while empty.
  int exponent() const { return exponent_; }
  /// Sum of all probabilities relative to 2^exponent, 8 guard bits. Fits 32 bits up to 65536 keys.
  std::uint32_t sum() const { return sum_; }

private:
  bool empty_ = true;
  int exponent_ = 0;
  std::uint32_t sum_ = 0;
};

/// One row of the softmax operator in chunks of C = `chunkKeys` keys: p[k] of every score, one
/// exponent a chunk (ceil(S/C) of them), and the row's exponent and sum. Real probability:
/// p[k] * 2^(exponents[k/C] - exponent) * 256 / sum.
SoftmaxRow softmaxRow(std::span<const std::int32_t> scores, num::Scale scale, int chunkKeys,
                      num::Nonlinear nonlinear, std::span<std::uint8_t> p,
                      std::span<std::int16_t> exponents);

} // namespace weft
