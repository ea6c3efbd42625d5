// reference_ops.hpp: Operators on real numbers, as their definitions say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"
#include "sw/tensor/interruption.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <span>
#include <vector>

namespace weft::reference {

/// output [M x N] = x [M x K] * weight [K x N] + bias [N].
template <class Real>
void linear(std::span<const Real> x, std::span<const Real> weight, std::span<const double> bias,
            std::size_t K, std::span<Real> output) {
  constexpr std::size_t kRows = 8; // rows that share one pass over the weights
  const std::size_t N = bias.size();
  const std::size_t M = output.size() / N;
  for (std::size_t row = 0; row < M; ++row)
    std::transform(bias.begin(), bias.end(), output.data() + row * N,
                   [](double b) { return static_cast<Real>(b); });
  for (std::size_t first = 0; first < M; first += kRows) {
    stopIfInterrupted();
    for (std::size_t k = 0; k < K; ++k)
      for (std::size_t row = first; row < std::min(first + kRows, M); ++row) {
        const Real factor = x[row * K + k];
        const Real* weights = weight.data() + k * N;
        Real* out = output.data() + row * N;
        for (std::size_t n = 0; n < N; ++n)
          out[n] += factor * weights[n];
      }
  }
}

/// output [results x N], before pooling, of the image x [pixels x channels].
template <class Real>
void convolution(std::span<const Real> x, std::span<const Real> weight,
                 std::span<const double> bias, const Window& window, std::span<Real> output) {
  constexpr std::size_t kResults = 64; // gathered at a time
  const std::size_t N = bias.size(), K = window.factors(), results = window.output.pixels();
  std::vector<Real> factors;
  for (std::size_t first = 0; first < results; first += kResults) {
    const std::size_t count = std::min(kResults, results - first);
    factors.resize(count * K);
    gatherFactors<Real>(x, window, first, count, factors);
    linear<Real>(factors, weight, bias, K, output.subspan(first * N, count * N));
  }
}

template <class Real> Real gelu(Real x) {
  return x / 2 * (1 + std::erf(x / std::numbers::sqrt2_v<Real>));
}

template <class Real> void activate(isa::Activation activation, std::span<Real> values) {
  if (activation == isa::Activation::relu)
    std::ranges::transform(values, values.begin(), [](Real x) { return std::max(x, Real{0}); });
  if (activation == isa::Activation::gelu)
    std::ranges::transform(values, values.begin(), gelu<Real>);
}

/// Keys [0, n) that `query` sees.
inline std::size_t visibleKeys(const AttentionOp& op, std::size_t query) {
  if (op.mask == isa::MaskKind::padding)
    return op.valid;
  if (op.mask == isa::MaskKind::none)
    return op.S;
  return op.S + query + 1 > op.L ? std::min(op.S, op.S + query + 1 - op.L) : 0;
}

/// In place; an empty row stays empty.
template <class Real> void softmax(std::span<Real> row) {
  if (row.empty())
    return;
  const Real top = *std::ranges::max_element(row);
  Real sum = 0;
  for (Real& x : row)
    sum += x = std::exp(x - top);
  for (Real& x : row)
    x /= sum;
}

/// A matrix of which one head reads some columns.
template <class Real> struct HeadColumns {
  std::span<Real> values;
  std::size_t pitch = 0;
  std::size_t column = 0;
  Real* row(std::size_t index) const { return values.data() + index * pitch + column; }
};

/// One head: scores [L x S] = q k^T.
template <class Real>
void scoreKeys(const HeadProductOp& op, const HeadColumns<const Real>& q,
               const HeadColumns<const Real>& k, const HeadColumns<Real>& scores) {
  for (std::size_t query = 0; query < op.L; ++query) {
    stopIfInterrupted();
    for (std::size_t key = 0; key < op.S; ++key)
      scores.row(query)[key] =
          std::inner_product(q.row(query), q.row(query) + op.D, k.row(key), Real{0});
  }
}

/// One head: out [L x D] = p [L x S] v.
template <class Real>
void weighValues(const HeadProductOp& op, const HeadColumns<const Real>& p,
                 const HeadColumns<const Real>& v, const HeadColumns<Real>& out) {
  for (std::size_t query = 0; query < op.L; ++query) {
    stopIfInterrupted();
    std::fill_n(out.row(query), op.D, Real{0});
    for (std::size_t key = 0; key < op.S; ++key)
      for (std::size_t d = 0; d < op.D; ++d)
        out.row(query)[d] += p.row(query)[key] * v.row(key)[d];
  }
}

/// One head: out [L x D] = softmax(q k^T * op.softmaxScale) v.
template <class Real>
void attendHead(const AttentionOp& op, const HeadColumns<const Real>& q,
                const HeadColumns<const Real>& k, const HeadColumns<const Real>& v,
                const HeadColumns<Real>& out) {
  std::vector<Real> scores(op.S);
  for (std::size_t query = 0; query < op.L; ++query) {
    stopIfInterrupted();
    const std::span<Real> row(scores.data(), visibleKeys(op, query));
    for (std::size_t key = 0; key < row.size(); ++key)
      row[key] = std::inner_product(q.row(query), q.row(query) + op.D, k.row(key), Real{0}) *
                 static_cast<Real>(op.softmaxScale);
    softmax(row);
    std::fill_n(out.row(query), op.D, Real{0});
    for (std::size_t key = 0; key < row.size(); ++key)
      for (std::size_t d = 0; d < op.D; ++d)
        out.row(query)[d] += row[key] * v.row(key)[d];
  }
}

/// In place: (x - mean) / sqrt(variance + epsilon) * gamma + beta.
template <class Real>
void layerNorm(std::span<Real> row, double epsilon, std::span<const double> gamma,
               std::span<const double> beta) {
  const auto width = static_cast<Real>(row.size());
  Real sum = 0;
  for (const Real x : row)
    sum += x;
  const Real mean = sum / width;
  Real squares = 0;
  for (const Real x : row)
    squares += (x - mean) * (x - mean);
  const Real variance = squares / width + static_cast<Real>(epsilon);
  const Real inverse = variance > 0 ? 1 / std::sqrt(variance) : Real{0};
  for (std::size_t i = 0; i < row.size(); ++i)
    row[i] = (row[i] - mean) * inverse * static_cast<Real>(gamma[i]) + static_cast<Real>(beta[i]);
}

} // namespace weft::reference
