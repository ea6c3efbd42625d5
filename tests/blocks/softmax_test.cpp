// softmax_test.cpp: The softmax model against its real-valued definition and its own invariants.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/num/integers.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace weft {
namespace {

using num::Nonlinear;
using num::Random;
using num::Scale;

constexpr Nonlinear kBoth[] = {Nonlinear::accurate, Nonlinear::ibert};

std::vector<std::int32_t> normalScores(Random& random, std::size_t count, std::int64_t sigma) {
  std::vector<std::int32_t> scores(count);
  for (auto& score : scores)
    score = static_cast<std::int32_t>(random.normal(sigma, 0, INT32_MIN, INT32_MAX));
  return scores;
}

TEST(ExponentTable, AccurateIsCorrectlyRoundedWithRoomForAnyMathLibrary) {
  const ExponentTable& table = exponentTable(Nonlinear::accurate);
  for (std::size_t f = 0; f < table.size(); ++f) {
    const double exact = 4080.0 * std::exp2(-static_cast<double>(f) / 256.0);
    EXPECT_LE(std::abs(table[f] - exact), 0.5);
    EXPECT_GT(std::abs(exact - std::floor(exact) - 0.5), 1e-6) << f;
  }
}

TEST(ExponentTable, IbertIsThePublishedQuadratic) {
  const ExponentTable& table = exponentTable(Nonlinear::ibert);
  for (std::size_t f = 0; f < table.size(); ++f) {
    const double p = -static_cast<double>(f) / 256.0 * std::numbers::ln2;
    const double published = 0.35815147 * p * p + 0.96963238 * p + 1.0;
    EXPECT_NEAR(table[f] / 4080.0, published, 0.0004) << f;
  }
}

TEST(ExponentTable, BothStayBelowTheBoundOfIExp) {
  for (const Nonlinear kind : kBoth)
    for (std::size_t f = 0; f < 256; ++f)
      EXPECT_LE(
          std::abs(exponentTable(kind)[f] / 4080.0 - std::exp2(-static_cast<double>(f) / 256)),
          kind == Nonlinear::accurate ? 0.000123 : 0.0021);
}

TEST(ExponentOf, RoundsHalfUpAndSaturates) {
  const Scale half = Scale::make(1u << 25, 26);
  EXPECT_EQ(exponentOf(3, half), 2);
  EXPECT_EQ(exponentOf(-3, half), -1);
  const Scale eight = Scale::make(1u << 25, 22);
  EXPECT_EQ(exponentOf(INT32_MAX, eight), (1 << 22) - 1);
  EXPECT_EQ(exponentOf(INT32_MIN, eight), -(1 << 22));
  EXPECT_EQ(exponentOf(INT32_MIN, Scale::make((1u << 26) - 1, 63)), 0);
}

TEST(ExponentOf, RefusesScalesThatWouldShiftLeft) {
  EXPECT_THROW(exponentOf(1, Scale::make(1u << 25, 9)), DesignError);
}

/// Largest difference of p/255, before its rounding, to 2^(x - exponent) of the exact x.
double probabilityError(const std::vector<std::int32_t>& scores, Scale scale, Nonlinear kind) {
  const ExponentTable& table = exponentTable(kind);
  const SoftmaxChunk chunk = softmaxChunk(scores, scale, table);
  double worst = 0;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    const int distance = (chunk.exponent << 8) - exponentOf(scores[k], scale);
    const double unrounded =
        table[static_cast<std::size_t>(distance & 255)] / 4080.0 * std::exp2(-(distance >> 8));
    const double exact = std::exp2(scores[k] * realFromScale(scale) / 256 - chunk.exponent);
    worst = std::max(worst, std::abs(unrounded - exact));
    EXPECT_LE(std::abs(chunk.p[k] - 255 * unrounded), 0.5);
  }
  return worst;
}

TEST(SoftmaxChunk, ProbabilityErrorIsBelowTwoToMinusEight) {
  Random random(11);
  for (const Nonlinear kind : kBoth)
    for (const double octavesPerSigma : {0.7, 1.4, 2.9, 5.8, 40.0})
      for (int trial = 0; trial < 500; ++trial) {
        const auto scores = normalScores(random, 16, 3000);
        const Scale scale = num::scaleFromReal(octavesPerSigma * 256 / 3000);
        ASSERT_LE(probabilityError(scores, scale, kind), 1.0 / 256);
      }
}

TEST(SoftmaxChunk, ExponentIsTheCeilingOfTheLargestX) {
  const ExponentTable& table = exponentTable(Nonlinear::accurate);
  const Scale one = Scale::make(1u << 25, 25);
  const auto chunkOf = [&](std::vector<std::int32_t> scores) {
    return softmaxChunk(scores, one, table);
  };
  EXPECT_EQ(chunkOf({0}).exponent, 0);
  EXPECT_EQ(chunkOf({1}).exponent, 1);
  EXPECT_EQ(chunkOf({-1}).exponent, 0);
  EXPECT_EQ(chunkOf({-256, -257}).exponent, -1);
  EXPECT_EQ(chunkOf({512, 257}).p[0], 255);
  EXPECT_EQ(chunkOf({256, 0, -256, -10000}).sum, (255u + 128u + 64u) << 8);
  EXPECT_EQ(chunkOf({256, 0, -512}).sum, ((255u + 128u) << 8) + (255u << 8 >> 3));
}

TEST(SoftmaxChunk, RefusesNoKeyAndMoreThanAChunkHolds) {
  const ExponentTable& table = exponentTable(Nonlinear::accurate);
  const std::vector<std::int32_t> scores(num::kMostChunkKeys + 1);
  const Scale one = Scale::make(1u << 25, 25);
  EXPECT_THROW(softmaxChunk(scores, one, table), InternalError);
  EXPECT_THROW(softmaxChunk({}, one, table), InternalError);
}

TEST(SoftmaxRow, AlignsToTheLargerExponent) {
  SoftmaxRow row;
  row.add({{255}, -3, 255 << 8});
  EXPECT_EQ(row.exponent(), -3);
  const Alignment rise = row.add({{200}, 1, 200 << 8});
  EXPECT_EQ(rise.row, 4);
  EXPECT_EQ(rise.chunk, 0);
  EXPECT_EQ(row.sum(), (255u << 4) + (200u << 8));
  const Alignment fall = row.add({{255}, -99, 255 << 8});
  EXPECT_EQ(fall.row, 0);
  EXPECT_EQ(fall.chunk, 63);
  EXPECT_EQ(row.sum(), (255u << 4) + (200u << 8));
}

TEST(SoftmaxRow, SumOfTheLongestRowFits) {
  SoftmaxRow row;
  for (int chunk = 0; chunk < num::kMostKeys / num::kChunkKeys; ++chunk)
    row.add({{}, 0, num::kChunkKeys * 255 << 8});
  EXPECT_EQ(row.sum(), 65536u * 255u * 256u);
}

/// Ten octaves below are nothing beside a key of the same chunk, and whole in a chunk of their own.
TEST(SoftmaxRow, KeysShareAnExponentWithTheirChunkOnly) {
  std::vector<std::int32_t> scores(64, 0);
  std::fill(scores.begin() + 16, scores.end(), -10 * 256);
  const Scale one = Scale::make(1u << 25, 25);
  for (const int chunk : {16, 32, 64}) {
    const auto keys = static_cast<std::size_t>(chunk);
    std::vector<std::uint8_t> p(64);
    std::vector<std::int16_t> exponents(64 / keys);
    softmaxRow(scores, one, chunk, Nonlinear::accurate, p, exponents);
    for (std::size_t k = 0; k < 64; ++k)
      EXPECT_EQ(p[k], k < 16 || k >= keys ? 255 : 0) << "key " << k << ", chunk " << chunk;
    for (std::size_t i = 0; i < exponents.size(); ++i)
      EXPECT_EQ(exponents[i], i == 0 ? 0 : -10);
  }
}

TEST(SoftmaxRow, WholeRowsAreNearTheRealSoftmax) {
  Random random(12);
  const Scale scale = num::scaleFromReal(256 * std::numbers::log2e / 1000);
  for (const int chunk : {16, 32, 64})
    for (const std::size_t size : {1u, 15u, 16u, 17u, 65u, 512u, 4096u}) {
      const auto keys = static_cast<std::size_t>(chunk);
      const Nonlinear kind = kBoth[random.below(2)];
      const auto scores = normalScores(random, size, 1000);
      std::vector<std::uint8_t> p(size);
      std::vector<std::int16_t> exponents(ceilDiv(size, keys));
      const SoftmaxRow row = softmaxRow(scores, scale, chunk, kind, p, exponents);
      double sum = 0;
      for (const auto score : scores)
        sum += std::exp(score / 1000.0);
      for (std::size_t k = 0; k < size; ++k) {
        const double got = p[k] * std::exp2(exponents[k / keys] - row.exponent()) * 256 / row.sum();
        EXPECT_NEAR(got, std::exp(scores[k] / 1000.0) / sum, 0.008)
            << "key " << k << " of " << size;
      }
    }
}

} // namespace
} // namespace weft
