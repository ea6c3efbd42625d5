// layernorm_test.cpp: The post-processor's model against its mathematics in double precision
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/blocks/layernorm/layernorm_parameters_model.hpp"
#include "gen/num/error.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace weft {
namespace {

using num::Nonlinear;
using Row = std::vector<std::int16_t>;

constexpr double kEpsilon = 1e-5;

/// Real gamma, beta and scales of one normalisation.
struct RealNorm {
  std::vector<double> gamma, beta;
  double sumScale, scale16, scale8;
};

/// Distance of a result from the exact one, in LSB of that result.
struct Error {
  double squares = 0, largest = 0;
  std::size_t count = 0;
  void add(double difference) {
    squares += difference * difference;
    largest = std::max(largest, std::abs(difference));
    ++count;
  }
  double rms() const { return std::sqrt(squares / static_cast<double>(count)); }
};

struct Errors {
  Error int16, int8;
};

/// LayerNorm of the dequantised row in double precision.
std::vector<double> exactRow(const Row& t, const RealNorm& norm) {
  const auto columns = static_cast<long double>(t.size());
  long double mean = 0, variance = 0;
  for (const long double value : t)
    mean += value / columns;
  for (const long double value : t)
    variance += (value - mean) * (value - mean) / columns;
  const long double scale = norm.sumScale;
  const long double deviation = std::sqrt(variance * scale * scale + kEpsilon);
  std::vector<double> result(t.size());
  for (std::size_t c = 0; c < t.size(); ++c)
    result[c] =
        static_cast<double>((t[c] - mean) * scale / deviation) * norm.gamma[c] + norm.beta[c];
  return result;
}

double clampTo(double value, double top) { return std::clamp(value, -top - 1, top); }

void measure(const Row& t, const RealNorm& norm, Nonlinear nonlinear, Errors& errors) {
  const LayerNormParameters integers =
      quantiseLayerNorm(norm.gamma, norm.beta, kEpsilon, norm.sumScale, norm.scale16);
  const PostParameters parameters{true,
                                  num::scaleFromReal(1.0),
                                  {},
                                  integers.epsilonTerm,
                                  integers.gammaShift,
                                  num::scaleFromReal(norm.scale16 / norm.scale8)};
  Row out16(t.size());
  std::vector<std::int8_t> out8(t.size());
  postRow(t, {}, integers.gammaBeta, parameters, nonlinear, out16, out8);
  const std::vector<double> exact = exactRow(t, norm);
  for (std::size_t c = 0; c < t.size(); ++c) {
    errors.int16.add(out16[c] - clampTo(exact[c] / norm.scale16, 32767));
    errors.int8.add(out8[c] - clampTo(exact[c] / norm.scale8, 127));
  }
}

/// Gammas around 1, betas around 0 as in trained models; outputs up to 6 sigma fit.
RealNorm drawNorm(num::Random& random, std::size_t columns, double sumScale) {
  RealNorm norm{{}, {}, sumScale, 8.0 / 32767, 8.0 / 127};
  for (std::size_t c = 0; c < columns; ++c) {
    norm.gamma.push_back(1.0 + 0.3 * random.normal() / 65536);
    norm.beta.push_back(0.2 * random.normal() / 65536);
  }
  return norm;
}

Row drawRow(num::Random& random, std::size_t columns, double sigma, double mean) {
  Row row(columns);
  for (std::int16_t& value : row)
    value = static_cast<std::int16_t>(
        std::lround(clampTo(mean + sigma * random.normal() / 65536, 32767)));
  return row;
}

const std::size_t kWidths[] = {1, 2, 3, 15, 16, 17, 64, 128, 768, 1024, 3072, 4096};

Errors errorsOver(double sigma, double mean, double sumScale, Nonlinear nonlinear) {
  num::Random random(1);
  Errors errors;
  for (const std::size_t columns : kWidths)
    for (int repeat = 0; repeat < 4; ++repeat)
      measure(drawRow(random, columns, sigma, mean), drawNorm(random, columns, sumScale), nonlinear,
              errors);
  return errors;
}

void expectWithinBounds(const Errors& errors, const char* what) {
  EXPECT_LE(errors.int8.rms(), 0.5) << what;
  EXPECT_LE(errors.int8.largest, 1.0) << what;
  EXPECT_LE(errors.int16.rms(), 0.5) << what;
  EXPECT_LE(errors.int16.largest, 2.0) << what;
}

TEST(LayerNorm, StaysWithinTheBoundsOnNormalRows) {
  expectWithinBounds(errorsOver(8000, 0, 1e-3, Nonlinear::accurate), "sigma 8000");
  expectWithinBounds(errorsOver(300, 0, 1e-3, Nonlinear::accurate), "sigma 300");
  expectWithinBounds(errorsOver(300, 20000, 1e-3, Nonlinear::accurate), "sigma 300, mean 20000");
  expectWithinBounds(errorsOver(2, 0, 1e-3, Nonlinear::accurate), "sigma 2");
  expectWithinBounds(errorsOver(2, 0, 1.0, Nonlinear::accurate), "sigma 2, epsilon negligible");
}

TEST(LayerNorm, StaysWithinTheBoundsWithOutliers) {
  num::Random random(2);
  Errors errors;
  for (const std::size_t columns : {std::size_t{64}, std::size_t{768}, std::size_t{4096}}) {
    Row row = drawRow(random, columns, 100, 0);
    row[columns / 2] = 32767;
    RealNorm norm = drawNorm(random, columns, 1e-3);
    norm.scale16 = 64.0 / 32767;
    norm.scale8 = 64.0 / 127;
    measure(row, norm, Nonlinear::accurate, errors);
  }
  expectWithinBounds(errors, "one outlier a row");
}

TEST(LayerNorm, StaysWithinTheBoundsAtTheExtremes) {
  num::Random random(3);
  Errors errors;
  for (const std::size_t columns : kWidths) {
    RealNorm norm = drawNorm(random, columns, 1e-3);
    measure(Row(columns, 32767), norm, Nonlinear::accurate, errors);
    measure(Row(columns, -32768), norm, Nonlinear::accurate, errors);
    Row halves(columns, -32768);
    std::fill_n(halves.begin(), columns / 2, std::int16_t{32767});
    measure(halves, norm, Nonlinear::accurate, errors);
    std::ranges::fill(norm.gamma, 0.0);
    measure(halves, norm, Nonlinear::accurate, errors);
  }
  expectWithinBounds(errors, "constant rows, +-full scale, gamma 0");
}

TEST(LayerNorm, IbertStaysWithinTheBoundsUnlessTheSpreadIsTiny) {
  expectWithinBounds(errorsOver(8000, 0, 1e-3, Nonlinear::ibert), "ibert, sigma 8000");
}

TEST(LayerNorm, RowsWithoutVarianceGiveBeta) {
  const std::vector<std::uint32_t> words(5, 77u << 16 | 1000u);
  const PostParameters parameters{.normalise = true, .scaleA = num::scaleFromReal(1.0)};
  for (const std::int16_t value : Row{-32768, -1, 0, 5, 32767}) {
    Row out(5);
    postRow(Row(5, value), {}, words, parameters, Nonlinear::accurate, out, {});
    EXPECT_EQ(out, Row(5, 77)) << value;
  }
}

TEST(LayerNorm, SpreadOfTheWidestRowIsExact) {
  Row row(kMostPostColumns, -32768);
  std::fill_n(row.begin(), row.size() / 2, std::int16_t{32767});
  EXPECT_EQ(rowStatistics(row).sum, -2048);
  EXPECT_EQ(rowStatistics(row).spread, (std::uint64_t{1} << 22) * 65535 * 65535);
}

TEST(ReciprocalRoot, AccurateIsWithin17Bits) {
  num::Random random(4);
  double largest = 0;
  const auto check = [&](std::uint64_t n) {
    const ReciprocalRoot root = reciprocalRoot(n, Nonlinear::accurate);
    const double value = std::ldexp(root.factor, -kRsqrtFactorBits - root.halvings);
    largest = std::max(largest, std::abs(value * std::sqrt(static_cast<double>(n)) - 1));
  };
  for (std::uint64_t n = 1; n < 70000; ++n)
    check(n);
  for (int bits = 1; bits <= kRsqrtArgumentBits; ++bits)
    for (int repeat = 0; repeat < 1000; ++repeat)
      check((random.bits() | std::uint64_t{1} << 63) >> (64 - bits));
  EXPECT_LT(largest, std::exp2(-16.9));
}

TEST(ReciprocalRoot, OfZeroIsZeroAndOfPowersOfFourIsTheLargestFactor) {
  for (const Nonlinear nonlinear : {Nonlinear::accurate, Nonlinear::ibert}) {
    EXPECT_EQ(reciprocalRoot(0, nonlinear), (ReciprocalRoot{0, 0}));
    for (int h = 0; h < 28; ++h)
      EXPECT_EQ(reciprocalRoot(std::uint64_t{1} << 2 * h, nonlinear),
                (ReciprocalRoot{(1u << 18) - 1, h}));
  }
  EXPECT_THROW(reciprocalRoot(std::uint64_t{1} << 56, Nonlinear::accurate), InternalError);
}

TEST(ReciprocalRoot, IntegerRootIsTheFloor) {
  num::Random random(5);
  for (int repeat = 0; repeat < 100000; ++repeat) {
    const std::uint64_t n = random.bits() >> random.uniform(8, 63);
    const std::uint64_t root = integerRoot(n);
    ASSERT_TRUE(root * root <= n && n < (root + 1) * (root + 1)) << n;
  }
}

TEST(PostSum, DiffersRarelyFromTheExactRounding) {
  num::Random random(6);
  int differing = 0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    const double ratioA = std::ldexp(1.0 + static_cast<double>(random.below(1000)) / 1000, -3);
    const double ratioB = std::ldexp(1.0 + static_cast<double>(random.below(1000)) / 1000, -1);
    const auto a = static_cast<std::int16_t>(random.uniform(-32768, 32767));
    const auto b = static_cast<std::int16_t>(random.uniform(-32768, 32767));
    const int sum = postSum(a, b, postFactor(num::scaleFromReal(ratioA)),
                            postFactor(num::scaleFromReal(ratioB)));
    const auto exact = static_cast<int>(clampTo(std::floor(a * ratioA + b * ratioB + 0.5), 32767));
    ASSERT_LE(std::abs(sum - exact), 1);
    differing += sum != exact;
  }
  EXPECT_LE(differing, kCount * 6 / 10000);
}

TEST(PostSum, AScaleOfOneChangesNothing) {
  const std::uint32_t one = postFactor(num::scaleFromReal(1.0));
  for (int value = -32768; value <= 32767; ++value)
    ASSERT_EQ(postSum(static_cast<std::int16_t>(value), 0, one, 0), value);
}

TEST(PostRow, AddsWithoutNormalisation) {
  const PostParameters parameters{.scaleA = num::scaleFromReal(1.0),
                                  .scaleResidual = num::scaleFromReal(0.5),
                                  .scale8 = num::scaleFromReal(1.0 / 256)};
  Row out16(4);
  std::vector<std::int8_t> out8(4);
  postRow(Row{100, 32767, -32768, 1}, Row{-7, 2, -2, 0}, {}, parameters, Nonlinear::accurate, out16,
          out8);
  EXPECT_EQ(out16, (Row{97, 32767, -32768, 1}));
  EXPECT_EQ(out8, (std::vector<std::int8_t>{0, 127, -128, 0}));
}

std::string refusalOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(PostRow, RefusesWhatTheHardwareCannotDo) {
  Row out(4);
  const PostParameters good{.scaleA = num::scaleFromReal(1.0)};
  const auto post = [&](Row a, Row residual, PostParameters p) {
    return refusalOf([&] { postRow(a, residual, {}, p, Nonlinear::accurate, out, {}); });
  };
  PostParameters large = good, shift = good, epsilon = good, norm = good;
  large.scaleA = num::scaleFromReal(4.0);
  shift.gammaShift = 8;
  epsilon.epsilonTerm = std::uint64_t{1} << 55;
  norm.normalise = true;
  EXPECT_EQ(post(Row(4), {}, good), "accepted");
  EXPECT_EQ(post(Row(4), Row(3), good), "post: residual and outputs must be as wide as the row");
  EXPECT_EQ(post(Row(4), {}, large), "post: a scale must have a shift of 24 or more");
  EXPECT_EQ(post(Row(4), {}, shift), "post: the gamma shift must be 0 to 7");
  EXPECT_EQ(post(Row(4), {}, epsilon), "post: the epsilon term must be below 2^55");
  EXPECT_EQ(post(Row(4), {}, norm), "post: gamma and beta must be as wide as the row");
  EXPECT_EQ(post({}, {}, good), "post: a row has 1 to 4096 columns");
}

TEST(LayerNormParameters, UseTheRoomThatTheLargestGammaLeaves) {
  const std::vector<double> gamma = {1.0, -2.0, 0.5}, beta = {0.0, 1.0, -1.0};
  const LayerNormParameters p = quantiseLayerNorm(gamma, beta, 1e-5, 1e-3, 1.0 / 4096);
  EXPECT_EQ(p.gammaShift, 1);
  EXPECT_EQ(p.gammaBeta, (std::vector<std::uint32_t>{8192, 4096u << 16 | (65536 - 16384),
                                                     (65536u - 4096) << 16 | 4096}));
  EXPECT_EQ(p.epsilonTerm, 90u);
  EXPECT_EQ(quantiseLayerNorm({{0.0}}, {{0.0}}, 0, 1, 1).gammaShift, kMostGammaShift);
}

TEST(LayerNormParameters, RefuseWhatDoesNotFit) {
  const auto quantise = [](std::vector<double> gamma, double epsilon, double scale) {
    return refusalOf([&] { quantiseLayerNorm(gamma, gamma, epsilon, scale, scale); });
  };
  EXPECT_EQ(quantise({1.0}, 1e-5, smallestLayerNormScale({{1.0}}, {{-1.0}})), "accepted");
  EXPECT_NE(quantise({1.0}, 1e-5, 1e-5).find("32767 steps"), std::string::npos);
  EXPECT_NE(quantise({1e-10}, 1e-2, 1e-10).find("epsilon term"), std::string::npos);
  EXPECT_NE(quantise({}, 1e-5, 1.0).find("1 to 4096"), std::string::npos);
  EXPECT_NE(quantise({1.0}, 1e-5, 0.0).find("scales must be positive"), std::string::npos);
}

} // namespace
} // namespace weft
