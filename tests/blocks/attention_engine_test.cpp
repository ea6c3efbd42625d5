// attention_engine_test.cpp: The attention model against float64, with the bounds of the numerics.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_model.hpp"
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace weft {
namespace {

using num::Nonlinear;
using num::Random;

struct Head {
  AttentionShape shape;
  std::vector<std::int8_t> q, k, v;

  ConstRows rows(const std::vector<std::int8_t>& tensor) const {
    return {tensor.data(), shape.headSize};
  }
  std::vector<std::int8_t> run() const {
    std::vector<std::int8_t> out(static_cast<std::size_t>(shape.queries * shape.headSize), 99);
    attentionHead(rows(q), rows(k), rows(v), shape, {out.data(), shape.headSize});
    return out;
  }
};

std::vector<std::int8_t> draw(Random& random, int count, std::int64_t sigma) {
  std::vector<std::int8_t> values(static_cast<std::size_t>(count));
  for (auto& value : values)
    value = static_cast<std::int8_t>(sigma == 0 ? random.uniform(-128, 127)
                                                : random.normal(sigma, 0, -128, 127));
  return values;
}

Head drawHead(Random& random, AttentionShape shape) {
  return {shape, draw(random, shape.queries * shape.headSize, 40),
          draw(random, shape.keys * shape.headSize, 40),
          draw(random, shape.keys * shape.headSize, 0)};
}

/// The score scale that makes normal q and k of standard deviation 40 give scores of `sigma` nats.
num::Scale scaleForSigma(double sigma, int headSize) {
  return num::scaleFromReal(256 * std::numbers::log2e * sigma / (1600 * std::sqrt(headSize)));
}

/// Float64 attention of the dequantised inputs, in units of v.
std::vector<double> reference(const Head& head) {
  const AttentionShape& s = head.shape;
  std::vector<double> out(static_cast<std::size_t>(s.queries * s.headSize));
  for (int i = 0; i < s.queries; ++i) {
    std::vector<double> scores(static_cast<std::size_t>(visibleKeys(s, i)));
    for (std::size_t j = 0; j < scores.size(); ++j)
      for (int d = 0; d < s.headSize; ++d)
        scores[j] += head.rows(head.q).row(i)[d] * head.rows(head.k).row(static_cast<int>(j))[d] *
                     realFromScale(s.scoreScale) / 256;
    const double top = scores.empty() ? 0 : *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (std::size_t j = 0; j < scores.size(); ++j) {
      const double p = std::exp2(scores[j] - top);
      sum += p;
      for (int d = 0; d < s.headSize; ++d)
        out[static_cast<std::size_t>(i) * s.headSize + d] +=
            p * head.rows(head.v).row(static_cast<int>(j))[d];
    }
    for (int d = 0; d < s.headSize && sum > 0; ++d)
      out[static_cast<std::size_t>(i) * s.headSize + d] /= sum;
  }
  return out;
}

/// Sets the output scale from the float maximum, runs, and checks rms <= 0.5 LSB, max <= 2 LSB.
void checkBounds(Head head, const std::string& what) {
  const std::vector<double> exact = reference(head);
  double top = 0;
  for (const double value : exact)
    top = std::max(top, std::abs(value));
  const double scale = 127 / top;
  head.shape.outputScale = num::scaleFromReal(scale);
  const std::vector<std::int8_t> got = head.run();
  double squares = 0;
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double error = got[i] - exact[i] * scale;
    squares += error * error;
    worst = std::max(worst, std::abs(error));
  }
  const double rms = std::sqrt(squares / static_cast<double>(got.size()));
  EXPECT_LE(rms, 0.5) << what;
  EXPECT_LE(worst, 2.0) << what;
  if (::testing::Test::HasFailure() || std::getenv("WEFT_PRINT_ERRORS") != nullptr)
    std::printf("%-40s rms %.3f max %.3f\n", what.c_str(), rms, worst);
}

AttentionShape shapeOf(int keys, double sigma, Nonlinear kind) {
  AttentionShape shape{8, keys, 64, MaskKind::none, 0, {}, {}, kind};
  shape.scoreScale = scaleForSigma(sigma, shape.headSize);
  return shape;
}

class AttentionBounds : public ::testing::TestWithParam<Nonlinear> {};

TEST_P(AttentionBounds, NormalScores) {
  Random random(31);
  for (const double sigma : {0.5, 1.0, 2.0, 4.0})
    for (const int keys : {1, 2, 3, 16, 17, 64, 512, 4096})
      checkBounds(drawHead(random, shapeOf(keys, sigma, GetParam())),
                  "sigma " + std::to_string(sigma) + " keys " + std::to_string(keys));
}

TEST_P(AttentionBounds, OneDominantKey) {
  Random random(32);
  for (const int keys : {16, 100, 4096}) {
    Head head = drawHead(random, shapeOf(keys, 1.0, GetParam()));
    for (int d = 0; d < 64; ++d)
      head.k[static_cast<std::size_t>(keys / 3) * 64 + d] = head.q[static_cast<std::size_t>(d)];
    checkBounds(head, "dominant keys " + std::to_string(keys));
  }
}

TEST_P(AttentionBounds, AllEqual) {
  Random random(33);
  for (const int keys : {1, 5, 16, 333, 4096}) {
    Head head = drawHead(random, shapeOf(keys, 1.0, GetParam()));
    std::fill(head.k.begin(), head.k.end(), std::int8_t{3});
    checkBounds(head, "equal keys " + std::to_string(keys));
  }
}

TEST_P(AttentionBounds, HeadSizesAndCausalRows) {
  Random random(34);
  for (const int headSize : {1, 7, 128}) {
    AttentionShape shape{40, 40, headSize, MaskKind::causal, 0, {}, {}, GetParam()};
    shape.scoreScale = scaleForSigma(1.0, headSize);
    checkBounds(drawHead(random, shape), "causal head size " + std::to_string(headSize));
  }
}

INSTANTIATE_TEST_SUITE_P(Both, AttentionBounds,
                         ::testing::Values(Nonlinear::accurate, Nonlinear::ibert),
                         [](const auto& tested) {
                           return tested.param == Nonlinear::ibert ? "ibert" : "accurate";
                         });

Head smallHead(MaskKind mask, int queries, int keys, int valid) {
  Random random(35);
  AttentionShape shape{queries,
                       keys,
                       20,
                       mask,
                       valid,
                       scaleForSigma(1.0, 20),
                       num::scaleFromReal(1.5),
                       Nonlinear::accurate};
  return drawHead(random, shape);
}

TEST(Attention, CausalQueriesSeeTheKeysUpToTheirOwn) {
  const AttentionShape shape = smallHead(MaskKind::causal, 5, 7, 0).shape;
  EXPECT_EQ(visibleKeys(shape, 0), 3);
  EXPECT_EQ(visibleKeys(shape, 4), 7);
  const AttentionShape longer = smallHead(MaskKind::causal, 7, 5, 0).shape;
  EXPECT_EQ(visibleKeys(longer, 1), 0);
  EXPECT_EQ(visibleKeys(longer, 2), 1);
}

TEST(Attention, RowsWithoutAKeyAreZero) {
  const auto causal = smallHead(MaskKind::causal, 7, 5, 0).run();
  EXPECT_TRUE(std::all_of(causal.begin(), causal.begin() + 40, [](int x) { return x == 0; }));
  EXPECT_FALSE(std::all_of(causal.begin() + 40, causal.begin() + 60, [](int x) { return x == 0; }));
  const auto padding = smallHead(MaskKind::padding, 3, 30, 0).run();
  EXPECT_TRUE(std::all_of(padding.begin(), padding.end(), [](int x) { return x == 0; }));
}

TEST(Attention, MaskedKeysContributeExactlyNothing) {
  Head head = smallHead(MaskKind::padding, 6, 50, 21);
  const auto before = head.run();
  std::fill(head.k.begin() + std::ptrdiff_t{21} * 20, head.k.end(), std::int8_t{127});
  std::fill(head.v.begin() + std::ptrdiff_t{21} * 20, head.v.end(), std::int8_t{-128});
  EXPECT_EQ(head.run(), before);
}

TEST(Attention, NarrowAndWideAccumulatorsAgreeAtTheirBorder) {
  AttentionShape shape{1,
                       4097,
                       3,
                       MaskKind::padding,
                       4096,
                       scaleForSigma(2.0, 3),
                       num::scaleFromReal(9.0),
                       Nonlinear::accurate};
  Random random(36);
  Head head = drawHead(random, shape);
  for (std::size_t d = 0; d < 3; ++d)
    head.k[std::size_t{4096} * 3 + d] = head.q[d] > 0 ? -128 : 127; // a last key with no weight
  const auto narrow = head.run();
  head.shape.mask = MaskKind::none;
  EXPECT_EQ(head.run(), narrow);
}

TEST(Attention, LargestSumsOfTheLongestRowsFit) {
  for (const int keys : {4096, 65536}) {
    AttentionShape shape{1,
                         keys,
                         1,
                         MaskKind::none,
                         0,
                         num::scaleFromReal(1.0),
                         num::scaleFromReal(1.0),
                         Nonlinear::accurate};
    const auto all = [keys](std::int8_t x) {
      return std::vector<std::int8_t>(static_cast<std::size_t>(keys), x);
    };
    EXPECT_EQ((Head{shape, {0}, all(0), all(-128)}.run()), std::vector<std::int8_t>{-128});
    EXPECT_EQ((Head{shape, {0}, all(0), all(127)}.run()), std::vector<std::int8_t>{127});
  }
}

TEST(Attention, RefusesSizesOutOfRange) {
  Head head = smallHead(MaskKind::none, 2, 2, 0);
  head.shape.headSize = 129;
  EXPECT_THROW(head.run(), DesignError);
  head = smallHead(MaskKind::padding, 2, 2, 3);
  EXPECT_THROW(head.run(), DesignError);
}

} // namespace
} // namespace weft
