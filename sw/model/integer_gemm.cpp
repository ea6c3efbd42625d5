// integer_gemm.cpp: Packs operands as int16 so that compilers emit multiply-add instructions.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/integer_gemm.hpp"

#include "sw/tensor/interruption.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace weft {

namespace {

constexpr std::size_t kLanes = 4;  // columns that share one pass over a row
constexpr std::size_t kPanel = 32; // columns packed at a time: a panel stays in the cache

using Sums = std::array<std::int32_t, kLanes>;

/// Dot products of one row with kLanes packed columns. Sums of int16 products are what pmaddwd and
/// its relatives compute; the loop is written so that they are found.
Sums dotProducts(const std::int16_t* row, const std::int16_t* columns, std::size_t K) {
  const std::int16_t* c0 = columns;
  const std::int16_t* c1 = c0 + K;
  const std::int16_t* c2 = c1 + K;
  const std::int16_t* c3 = c2 + K;
  std::int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  for (std::size_t k = 0; k < K; ++k) {
    s0 += row[k] * c0[k];
    s1 += row[k] * c1[k];
    s2 += row[k] * c2[k];
    s3 += row[k] * c3[k];
  }
  return {s0, s1, s2, s3};
}

/// Columns [first, first + kPanel) of weight [K x N], each contiguous; zeros beyond N.
void packPanel(std::span<const std::int8_t> weight, std::size_t N, std::size_t first, std::size_t K,
               std::vector<std::int16_t>& panel) {
  const std::size_t columns = std::min(kPanel, N - first);
  std::ranges::fill(panel, std::int16_t{0});
  for (std::size_t k = 0; k < K; ++k)
    for (std::size_t n = 0; n < columns; ++n)
      panel[n * K + k] = std::int16_t{weight[k * N + first + n]};
}

} // namespace

void multiplyInt8(std::span<const std::int8_t> x, std::span<const std::int8_t> weight,
                  std::size_t K, std::span<std::int32_t> output) {
  const std::size_t M = x.size() / K;
  const std::size_t N = weight.size() / K;
  const std::vector<std::int16_t> rows(x.begin(), x.end());
  std::vector<std::int16_t> panel(kPanel * K);
  for (std::size_t first = 0; first < N; first += kPanel) {
    stopIfInterrupted();
    packPanel(weight, N, first, K, panel);
    const std::size_t end = std::min(first + kPanel, N);
    for (std::size_t m = 0; m < M; ++m)
      for (std::size_t n = first; n < end; n += kLanes) {
        const Sums sums = dotProducts(&rows[m * K], &panel[(n - first) * K], K);
        std::copy_n(sums.begin(), std::min(kLanes, end - n), &output[m * N + n]);
      }
  }
}

/// A block of results at a time: few enough that their factors stay in the cache, many enough that
/// packing the weights again costs little.
void convolveInt8(std::span<const std::int8_t> x, std::span<const std::int8_t> weight,
                  const Window& window, std::span<std::int32_t> output) {
  constexpr std::size_t kBlock = 512;
  const std::size_t results = window.output.pixels(), N = output.size() / results;
  std::vector<std::int8_t> factors(std::min(results, kBlock) * window.factors());
  for (std::size_t first = 0; first < results; first += kBlock) {
    const std::size_t count = std::min(kBlock, results - first);
    factors.resize(count * window.factors());
    gatherFactors<std::int8_t>(x, window, first, count, factors);
    multiplyInt8(factors, weight, window.factors(), output.subspan(first * N, count * N));
  }
}

} // namespace weft
