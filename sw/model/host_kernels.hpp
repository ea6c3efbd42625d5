// host_kernels.hpp: What a host computes in float32 instead of an accelerator: bits and cost.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// IEEE binary32, every operation rounded to nearest even by itself: no fused multiply-add, no
/// excess precision, no function of a mathematical library but the exact or correctly rounded ones
/// (`lrint`, `sqrt`). So every build gives the same bits. gen/num/README.md states the steps;
/// `scripts/host_cycles` compiles this file for a RISC-V core and counts its instructions.
namespace weft::host {

/// e^x for x <= 0; 0 below -87. Cody and Waite's reduction x = n ln 2 + r, a polynomial of degree 6
/// for e^r (Taylor), n added to the exponent. Error below 3e-7 of the result.
float exponential(float x);

/// x Phi(x), Phi by formula 7.1.26 of Abramowitz and Stegun: |error of Phi| below 1e-6.
float gelu(float x);

/// out[i] = in[i] * scale[i * step]; step 0: one scale for all. `in` is int32 or int16.
void dequantise(const std::int32_t* in, const float* scale, std::size_t step, float* out,
                std::size_t count);
void dequantise(const std::int16_t* in, const float* scale, std::size_t step, float* out,
                std::size_t count);

/// out[i] = in[i] * factor, limited to the type, rounded to the nearest, ties to even.
void quantise(const float* in, float factor, std::int8_t* out, std::size_t count);
void quantise(const float* in, float factor, std::int16_t* out, std::size_t count);
void quantise(const float* in, float factor, std::int32_t* out, std::size_t count);

/// In place.
void gelu(float* row, std::size_t count);

/// In place: e^(x - largest) / sum, summed from the first on. `count` >= 1.
void softmax(float* row, std::size_t count);

/// In place: (x - mean) / sqrt(variance + epsilon) * gamma + beta, sums from the first on; 0 in the
/// place of 1 / sqrt(0). `count` >= 1.
void norm(float* row, const float* gamma, const float* beta, float epsilon, std::size_t count);

} // namespace weft::host
