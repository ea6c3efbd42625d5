// host_ops_test.cpp: The host's float32 kernels against double precision, and what they feed
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/host_kernels.hpp"
#include "sw/model/host_ops.hpp"
#include "sw/model/layers.hpp"
#include "sw/model/move_to_host.hpp"
#include "sw/model/workload.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

namespace weft {
namespace {

/// -96 to 0 in steps of 1/64, and the numbers beside the ends.
TEST(HostKernels, ExponentialIsWithinItsBound) {
  for (int i = 0; i <= 96 * 64; ++i) {
    const float x = -static_cast<float>(i) / 64;
    const double exact = x < -87 ? 0 : std::exp(double{x});
    EXPECT_NEAR(host::exponential(x), exact, 3e-7 * exact) << x;
  }
  EXPECT_EQ(host::exponential(0.0F), 1.0F);
}

TEST(HostKernels, GeluIsWithinItsBound) {
  for (int i = -1000; i <= 1000; ++i) {
    const float x = static_cast<float>(i) / 100;
    const double phi = 0.5 * (1 + std::erf(x / std::numbers::sqrt2));
    EXPECT_NEAR(host::gelu(x), x * phi, 1e-6 * std::abs(x) + 1e-12) << x;
  }
}

TEST(HostKernels, QuantiseLimitsAndRoundsTiesToEven) {
  const std::vector<float> in = {0.5F, 1.5F, -0.5F, -2.5F, 126.5F, 127.4F, 1e9F, -128.5F, -1e9F};
  std::vector<std::int8_t> bytes(in.size());
  host::quantise(in.data(), 1.0F, bytes.data(), in.size());
  EXPECT_EQ(bytes, (std::vector<std::int8_t>{0, 2, 0, -2, 126, 127, 127, -128, -128}));
  const float large = 3e9F;
  std::int32_t word = 0;
  host::quantise(&large, 1.0F, &word, 1);
  EXPECT_EQ(word, 2147483520) << "the largest float32 that an int32 holds";
}

TEST(HostKernels, SoftmaxAndNormAreWithinFloat32) {
  std::vector<float> row(300);
  for (std::size_t i = 0; i < row.size(); ++i)
    row[i] = static_cast<float>(static_cast<int>(i * 7919 % 1000) - 500) / 100;
  std::vector<float> softened = row;
  host::softmax(softened.data(), softened.size());
  double sum = 0, mean = 0, squares = 0;
  for (const float x : row)
    sum += std::exp(double{x}), mean += x / 300.0;
  for (const float x : row)
    squares += (x - mean) * (x - mean) / 300.0;
  std::vector<float> normed = row;
  const std::vector<float> gamma(row.size(), 2.0F), beta(row.size(), 0.25F);
  host::norm(normed.data(), gamma.data(), beta.data(), 0.125F, normed.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    EXPECT_NEAR(softened[i], std::exp(double{row[i]}) / sum, 1e-6);
    EXPECT_NEAR(normed[i], (row[i] - mean) / std::sqrt(squares + 0.125) * 2 + 0.25, 1e-5);
  }
}

TEST(HostKernels, ARowWithoutSpreadGivesBeta) {
  std::vector<float> row(5, 3.0F);
  const std::vector<float> gamma(5, 2.0F), beta(5, 0.5F);
  host::norm(row.data(), gamma.data(), beta.data(), 0.0F, row.size());
  EXPECT_EQ(row, beta);
}

/// Every build gives these bits: a contraction or another library would show here.
TEST(HostKernels, BitsAreTheSameEverywhere) {
  std::uint32_t sum = 0;
  for (int i = -4000; i <= 4000; ++i) {
    const float x = static_cast<float>(i) / 512;
    sum = sum * 31 + std::bit_cast<std::uint32_t>(host::gelu(x));
    sum = sum * 31 + std::bit_cast<std::uint32_t>(host::exponential(-std::abs(x)));
  }
  EXPECT_EQ(sum, 0x4aa39b4cU);
}

std::vector<std::string> namesOf(const Graph& graph) {
  std::vector<std::string> names;
  for (const Operator& op : graph.operators)
    names.push_back((op.onHost() ? "host " : "") + op.name);
  return names;
}

TEST(MovedToHost, AnEncoderLayerAlternates) {
  const Graph graph = makeWorkload("encoder:L=5,D=8,H=2,F=9", 1, {.onHost = true}).graph;
  EXPECT_EQ(namesOf(graph),
            (std::vector<std::string>{
                "layer0.qkv", "layer0.attention.scores", "host layer0.attention.softmax",
                "layer0.attention.values", "layer0.projection", "layer0.norm1.add",
                "host layer0.norm1", "layer0.feed_forward1", "host layer0.feed_forward1.gelu",
                "layer0.feed_forward2", "layer0.norm2.add", "host layer0.norm2"}));
  graph.check();
  const std::vector<GraphPart> parts = cutAtHost(graph);
  ASSERT_EQ(parts.size(), 8U);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(parts[i].onHost(), i % 2 == 1);
    parts[i].graph.check();
  }
}

TEST(MovedToHost, OtherGraphsStay) {
  const Graph graph = makeWorkload("gemm:3x4x5,act=relu", 1, {.onHost = true}).graph;
  EXPECT_EQ(namesOf(graph), std::vector<std::string>{"gemm"});
  EXPECT_FALSE(graph.needsHost());
  EXPECT_EQ(cutAtHost(graph).size(), 1U);
}

/// Query i of L sees the keys up to S - L + i.
TEST(HostSoftmax, SeesWhatTheMaskLetsThrough) {
  HostOp op;
  op.columns = 5;
  EXPECT_EQ(visibleKeys(op, 3), 5U);
  op.causalQueries = 7;
  EXPECT_EQ(visibleKeys(op, 1), 0U);
  EXPECT_EQ(visibleKeys(op, 2), 1U);
  EXPECT_EQ(visibleKeys(op, 6), 5U);
  EXPECT_EQ(visibleKeys(op, 7 + 2), 1U) << "of the next head";
}

/// The accuracy that 8-bit probabilities leave: a cosine, not the bound of the integer units.
TEST(HostAccuracy, OfAnEncoderLayer) {
  const Workload workload = makeWorkload("encoder:L=24,D=32,H=2,F=64", 1, {.onHost = true});
  GraphAccuracy accuracy(workload.graph);
  accuracy.addSample(runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate));
  EXPECT_GE(accuracy.result().cosine, 0.995);
}

} // namespace
} // namespace weft
