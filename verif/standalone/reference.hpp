// reference.hpp: Docs/arithmetic.md in plain C++.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace reference {

inline std::int64_t roundShift(std::int64_t v, int e) {
  return e == 0 ? v : (v >> e) + (v >> (e - 1) & 1);
}
inline std::int64_t saturate(std::int64_t v, int bits) {
  const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
  return std::clamp(v, -top - 1, top);
}

/// A scale word.
struct Scale {
  std::uint32_t word;
  std::int64_t m() const { return word & 0x3ffffff; }
  int e() const { return static_cast<int>(word >> 26); }
  /// In steps of 2^-24, as POST takes it.
  std::int64_t factor() const { return e() >= 24 ? roundShift(m(), e() - 24) : m() << (24 - e()); }
};

inline Scale scaleOf(double real) {
  int x = 0;
  std::frexp(real, &x); // 2^(x-1) <= real < 2^x
  int e = std::min(26 - x, 63);
  auto m = static_cast<std::uint32_t>(std::floor(std::ldexp(real, e) + 0.5));
  if (m == 1U << 26)
    m /= 2, --e;
  return {static_cast<std::uint32_t>(e) << 26 | m};
}

inline std::int64_t requantise(std::int64_t v, Scale scale, int bits) {
  return saturate(roundShift(v * scale.m(), scale.e()), bits);
}

/// What a chunk of keys adds to its row.
struct Chunk {
  std::vector<std::int64_t> p;
  std::int64_t exponent = 0, sum = 0;
};

/// Rows of SOFTMAX and ATTENTION.
class Softmax {
public:
  Softmax(Scale scale, bool ibert) : scale_(scale) {
    for (std::int64_t f = 0; f < 256; ++f)
      table_[f] = ibert ? roundShift(11233 * (f * f - 1000 * f + 380856), 20)
                        : static_cast<std::int64_t>(
                              std::floor(4080 * std::exp2(-static_cast<double>(f) / 256) + 0.5));
  }

  /// `scores` are the visible ones of the chunk, at least one.
  Chunk chunkOf(const std::vector<std::int64_t>& scores) const {
    std::vector<std::int64_t> x;
    for (const std::int64_t score : scores)
      x.push_back(saturate(roundShift(score * (scale_.m() >> 9), scale_.e() - 9), 23));
    Chunk chunk;
    chunk.exponent = (*std::max_element(x.begin(), x.end()) + 255) >> 8;
    for (const std::int64_t each : x) {
      const std::int64_t d = 256 * chunk.exponent - each;
      const std::int64_t t = (table_[d & 255] << 4) >> std::min<std::int64_t>(d >> 8, 16);
      const std::int64_t p = roundShift(t, 8);
      chunk.p.push_back(p);
      chunk.sum += p >= 64 ? p << 8 : t;
    }
    return chunk;
  }

private:
  Scale scale_;
  std::int64_t table_[256];
};

/// Exponent and sum of a row, and how far its newest chunk shifts.
struct Row {
  bool empty = true;
  std::int64_t exponent = 0, sum = 0;
  int rowShift = 0, chunkShift = 0;

  void add(const Chunk& chunk) {
    const std::int64_t r = empty ? 0 : chunk.exponent - exponent;
    rowShift = static_cast<int>(std::clamp<std::int64_t>(r, 0, 63));
    chunkShift = static_cast<int>(std::clamp<std::int64_t>(-r, 0, 63));
    sum = roundShift(sum, rowShift) + roundShift(chunk.sum, chunkShift);
    exponent = empty ? chunk.exponent : std::max(exponent, chunk.exponent);
    empty = false;
  }
};

/// acc divided by the row's sum, in output steps.
inline std::int64_t attentionOutput(std::int64_t acc, std::int64_t sum, Scale scale) {
  const auto entry = [](std::int64_t i) {
    return std::min<std::int64_t>(
        (1 << 17) - 1,
        static_cast<std::int64_t>(std::floor(33554432.0 / (256.0 + static_cast<double>(i)) + 0.5)));
  };
  const int k = std::bit_width(static_cast<std::uint64_t>(sum)) - 1;
  const std::int64_t u = sum << (31 - k), i = u >> 23 & 255, a = u >> 13 & 1023;
  const std::int64_t r = entry(i) - roundShift((entry(i) - entry(i + 1)) * a, 10);
  const std::int64_t g = (r * (scale.m() >> 9)) >> 17;
  return saturate(roundShift(acc * g, std::min(k + scale.e() - 13, 63)), 8);
}

/// The output of a query that sees `keys` keys in chunks of `chunkKeys`: score(j) is q k of key j,
/// value(j, d) element d of its value, d < size.
template <class Score, class Value>
std::vector<std::int64_t> attentionRow(const Softmax& softmax, Scale output, std::uint32_t keys,
                                       std::uint32_t chunkKeys, std::uint32_t size, Score score,
                                       Value value) {
  Row row;
  std::vector<std::int64_t> acc(size);
  for (std::uint32_t first = 0; first < keys; first += chunkKeys) {
    std::vector<std::int64_t> scores;
    for (std::uint32_t j = first; j < std::min(first + chunkKeys, keys); ++j)
      scores.push_back(score(j));
    const Chunk chunk = softmax.chunkOf(scores);
    row.add(chunk);
    for (std::uint32_t d = 0; d < size; ++d) {
      std::int64_t sum = 0;
      for (std::uint32_t j = 0; j < scores.size(); ++j)
        sum += chunk.p[j] * value(first + j, d);
      acc[d] = roundShift(acc[d], row.rowShift) + roundShift(sum * 16, row.chunkShift);
    }
  }
  for (std::int64_t& each : acc)
    each = attentionOutput(each, row.sum, output);
  return acc;
}

/// 1 / sqrt(n) = factor 2^-(18 + halvings).
struct Root {
  std::int64_t factor = 0;
  int halvings = 0;
};

inline Root rootOf(std::uint64_t n, bool ibert) {
  if (n == 0)
    return {};
  const int halvings = (std::bit_width(n) - 1) / 2;
  if (ibert) {
    auto s = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(n)));
    for (; s * s > n; --s) {
    }
    for (; (s + 1) * (s + 1) <= n; ++s) {
    }
    const std::uint64_t quotient = (std::uint64_t{1} << 45) / (s << (27 - halvings));
    return {static_cast<std::int64_t>(std::min<std::uint64_t>(quotient, (1 << 18) - 1)), halvings};
  }
  const std::uint64_t v = (n << 2 * (27 - halvings)) >> 30;
  std::uint64_t r = (1 << 17) - 1;
  for (; r * r * v > std::uint64_t{1} << 58; --r) {
  }
  return {static_cast<std::int64_t>(2 * r + 1), halvings};
}

/// y16 of one row of sums t.
inline std::vector<std::int64_t> normalised(const std::vector<std::int64_t>& t,
                                            const std::vector<std::int64_t>& gamma,
                                            const std::vector<std::int64_t>& beta,
                                            std::uint64_t epsilon, int gammaShift, bool ibert) {
  const auto D = static_cast<std::int64_t>(t.size());
  std::int64_t S = 0, Q = 0;
  for (const std::int64_t each : t)
    S += each, Q += each * each;
  const Root root = rootOf(static_cast<std::uint64_t>(D * Q - S * S) + epsilon, ibert);
  std::vector<std::int64_t> y;
  for (std::size_t c = 0; c < t.size(); ++c) {
    const std::int64_t w = ((D * t[c] - S) * (1 << 18)) >> root.halvings;
    const std::int64_t z = roundShift(w * root.factor, 18);
    y.push_back(saturate(roundShift(z * gamma[c], 18 + gammaShift) + beta[c], 16));
  }
  return y;
}

} // namespace reference
