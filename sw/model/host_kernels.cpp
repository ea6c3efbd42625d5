// host_kernels.cpp: What a host computes in float32 instead of an accelerator: bits and cost.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/host_kernels.hpp"

#include <bit>
#include <cfloat>
#include <cmath>
#include <limits>

namespace weft::host {
namespace {

static_assert(FLT_EVAL_METHOD == 0, "float32 operations must not have excess precision");

constexpr float kLog2e = 0x1.715476p+0F;
constexpr float kLn2High = 0x1.62e400p-1F; ///< few bits: n times it is exact
constexpr float kLn2Low = 0x1.7f7d1cp-20F;
constexpr float kLeastExponent = -87.0F; ///< e^x is a normal number from here on
constexpr int kExponentBias = 127;
constexpr int kFractionBits = 23;

/// 1 / k! from k = 6 down to 0.
constexpr float kTaylor[] = {1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F};

// Abramowitz and Stegun, 7.1.26: erf z = 1 - (a1 t + .. + a5 t^5) e^(-z^2), t = 1 / (1 + p z).
constexpr float kErfP = 0.3275911F;
constexpr float kErfA[] = {1.061405429F, -1.453152027F, 1.421413741F, -0.284496736F, 0.254829592F};
constexpr float kRootHalf = 0x1.6a09e6p-1F;

/// Horner, the highest power first.
template <std::size_t count> float polynomial(const float (&coefficients)[count], float x) {
  float sum = coefficients[0];
  for (std::size_t i = 1; i < count; ++i)
    sum = sum * x + coefficients[i];
  return sum;
}

/// 2^n of a normal number.
float powerOfTwo(int n) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(n + kExponentBias) << kFractionBits);
}

template <class Integer>
void toFloats(const Integer* in, const float* scale, std::size_t step, float* out,
              std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    out[i] = static_cast<float>(in[i]) * scale[i * step];
}

/// The largest float32 that is not above the type's largest value, where that is none itself.
template <class Integer> constexpr float most() {
  constexpr int kBits = std::numeric_limits<Integer>::digits;
  constexpr Integer kLost = kBits > FLT_MANT_DIG ? (Integer{1} << (kBits - FLT_MANT_DIG)) - 1 : 0;
  return static_cast<float>(static_cast<Integer>(std::numeric_limits<Integer>::max() - kLost));
}

template <class Integer>
void toIntegers(const float* in, float factor, Integer* out, std::size_t count) {
  constexpr auto kLeast = static_cast<float>(std::numeric_limits<Integer>::min());
  for (std::size_t i = 0; i < count; ++i) {
    const float scaled = in[i] * factor;
    const float above = scaled < kLeast ? kLeast : scaled;
    const float limited = above > most<Integer>() ? most<Integer>() : above;
    out[i] = static_cast<Integer>(std::lrint(limited));
  }
}

} // namespace

float exponential(float x) {
  if (x < kLeastExponent)
    return 0.0F;
  const long whole = std::lrint(x * kLog2e);
  const auto n = static_cast<float>(whole);
  const float r = (x - n * kLn2High) - n * kLn2Low;
  return polynomial(kTaylor, r) * powerOfTwo(static_cast<int>(whole));
}

float gelu(float x) {
  const float z = std::fabs(x) * kRootHalf;
  const float t = 1.0F / (1.0F + kErfP * z);
  const float tail = 0.5F * (polynomial(kErfA, t) * t * exponential(-(z * z)));
  return x * (x < 0 ? tail : 1.0F - tail);
}

void dequantise(const std::int32_t* in, const float* scale, std::size_t step, float* out,
                std::size_t count) {
  toFloats(in, scale, step, out, count);
}
void dequantise(const std::int16_t* in, const float* scale, std::size_t step, float* out,
                std::size_t count) {
  toFloats(in, scale, step, out, count);
}

void quantise(const float* in, float factor, std::int8_t* out, std::size_t count) {
  toIntegers(in, factor, out, count);
}
void quantise(const float* in, float factor, std::int16_t* out, std::size_t count) {
  toIntegers(in, factor, out, count);
}
void quantise(const float* in, float factor, std::int32_t* out, std::size_t count) {
  toIntegers(in, factor, out, count);
}

void gelu(float* row, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    row[i] = gelu(row[i]);
}

void softmax(float* row, std::size_t count) {
  float largest = row[0];
  for (std::size_t i = 1; i < count; ++i)
    largest = row[i] > largest ? row[i] : largest;
  float sum = 0.0F;
  for (std::size_t i = 0; i < count; ++i) {
    row[i] = exponential(row[i] - largest);
    sum += row[i];
  }
  const float inverse = 1.0F / sum;
  for (std::size_t i = 0; i < count; ++i)
    row[i] *= inverse;
}

void norm(float* row, const float* gamma, const float* beta, float epsilon, std::size_t count) {
  const auto width = static_cast<float>(count);
  float sum = 0.0F;
  for (std::size_t i = 0; i < count; ++i)
    sum += row[i];
  const float mean = sum / width;
  float squares = 0.0F;
  for (std::size_t i = 0; i < count; ++i) {
    row[i] -= mean;
    squares += row[i] * row[i];
  }
  const float spread = squares / width + epsilon;
  const float inverse = spread > 0 ? 1.0F / std::sqrt(spread) : 0.0F;
  for (std::size_t i = 0; i < count; ++i)
    row[i] = row[i] * inverse * gamma[i] + beta[i];
}

} // namespace weft::host
