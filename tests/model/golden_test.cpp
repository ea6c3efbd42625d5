// golden_test.cpp: The golden executor against plain loops, and the checks of a graph.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/golden.hpp"

#include "gen/blocks/attention_engine/attention_model.hpp"
#include "gen/num/error.hpp"
#include "gen/num/random.hpp"
#include "sw/model/graph_builder.hpp"
#include "sw/model/integer_gemm.hpp"
#include "sw/model/random_numbers.hpp"
#include "sw/model/workload.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

std::vector<std::int8_t> randomBytes(num::Random& random, std::size_t count, int low) {
  std::vector<std::int8_t> bytes(count);
  for (std::int8_t& byte : bytes)
    byte = static_cast<std::int8_t>(random.uniform(low, 127));
  return bytes;
}

std::vector<std::int32_t> plainProduct(const std::vector<std::int8_t>& x,
                                       const std::vector<std::int8_t>& w, std::size_t K) {
  const std::size_t N = w.size() / K;
  std::vector<std::int32_t> sums(x.size() / K * N, 0);
  for (std::size_t i = 0; i < sums.size(); ++i)
    for (std::size_t k = 0; k < K; ++k)
      sums[i] += x[i / N * K + k] * w[k * N + i % N];
  return sums;
}

TEST(IntegerGemm, equalsPlainLoops) {
  num::Random random(1);
  const std::size_t shapes[][3] = {{1, 1, 1},   {3, 5, 4},    {2, 7, 33},
                                   {5, 64, 31}, {1, 300, 65}, {9, 16384, 3}};
  for (const auto& [M, K, N] : shapes) {
    const auto x = randomBytes(random, M * K, -128);
    const auto w = randomBytes(random, K * N, -127);
    std::vector<std::int32_t> sums(M * N, -1);
    multiplyInt8(x, w, K, sums);
    EXPECT_EQ(sums, plainProduct(x, w, K)) << M << "x" << K << "x" << N;
  }
}

TEST(IntegerGemm, holdsTheLargestSums) {
  const std::vector<std::int8_t> x(16384, -128), w(16384, -127);
  std::vector<std::int32_t> sums(1);
  multiplyInt8(x, w, 16384, sums);
  EXPECT_EQ(sums[0], 16384 * 128 * 127);
}

TEST(Golden, matmulRequantisesEveryChannelWithItsOwnScale) {
  const Workload workload = makeWorkload("gemm:7x19x11", 3);
  const auto values = runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  const auto& op = std::get<MatmulOp>(workload.graph.operators[0].op);
  const auto x = values[op.input].convertedTo<std::int8_t>();
  const auto w = values[op.weight].convertedTo<std::int8_t>();
  const auto sums = plainProduct(x, w, op.K);
  const auto output = values[op.output].values<std::int8_t>();
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t n = i % op.N;
    const std::int64_t product = (std::int64_t{sums[i]} + op.bias[n]) * op.scale[n].multiplier();
    const std::int64_t half = std::int64_t{1} << (op.scale[n].shift() - 1);
    const std::int64_t rounded = (product + half) >> op.scale[n].shift();
    EXPECT_EQ(output[i], std::clamp<std::int64_t>(rounded, -128, 127));
  }
}

/// q | k | v side by side in one tensor give what separate tensors give.
TEST(Golden, attentionReadsHeadsWhereTheyAre) {
  constexpr std::size_t kL = 9, kD = 8, kH = 3;
  GraphBuilder builder;
  const TensorId qkv = builder.input("qkv", DType::i8, kL, 3 * kH * kD);
  builder.output(builder.selfAttention("attention", qkv, kH, {}));
  Graph graph = builder.take();
  const auto inputs = drawRandomNumbers(graph, {.seed = 5});
  const auto values = runGolden(graph, inputs, num::Nonlinear::accurate);
  const auto& op = std::get<AttentionOp>(graph.operators[0].op);
  const std::int8_t* data = inputs[0].values<std::int8_t>().data();
  const AttentionShape shape{.queries = kL,
                             .keys = kL,
                             .headSize = kD,
                             .scoreScale = op.scoreScale,
                             .outputScale = op.outputScale};
  for (std::size_t h = 0; h < kH; ++h) {
    std::vector<std::int8_t> out(kL * kD);
    attentionHead({data + h * kD, 3 * kH * kD}, {data + (kH + h) * kD, 3 * kH * kD},
                  {data + (2 * kH + h) * kD, 3 * kH * kD}, shape, {out.data(), kD});
    for (std::size_t i = 0; i < out.size(); ++i)
      EXPECT_EQ(values[op.out.tensor].values<std::int8_t>()[i / kD * kH * kD + h * kD + i % kD],
                out[i]);
  }
}

TEST(Golden, groupedQueryHeadsShareKeysAndValues) {
  Workload workload = makeWorkload("attention:L=4,S=6,D=8,H=2", 1);
  auto& op = std::get<AttentionOp>(workload.graph.operators[0].op);
  op.queryHeadsPerKvHead = 2;
  const auto grouped = runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  op.queryHeadsPerKvHead = 1;
  op.k.headStride = op.v.headStride = 0;
  const auto shared = runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  EXPECT_EQ(grouped[op.out.tensor].convertedTo<std::int8_t>(),
            shared[op.out.tensor].convertedTo<std::int8_t>());
}

TEST(Golden, refusesInputsOfAWrongShape) {
  const Workload workload = makeWorkload("gemm:2x3x4", 1);
  EXPECT_THROW(runGolden(workload.graph, {}, num::Nonlinear::accurate), InternalError);
  EXPECT_THROW(runGolden(workload.graph, {Tensor(DType::i8, {3, 2})}, num::Nonlinear::accurate),
               InternalError);
  EXPECT_THROW(runGolden(workload.graph, {Tensor(DType::i16, {2, 3})}, num::Nonlinear::accurate),
               InternalError);
}

TEST(Golden, ibertDiffersFromAccurate) {
  const Workload workload = makeWorkload("gemm:20x30x40,act=gelu", 1);
  const auto accurate = runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  const auto ibert = runGolden(workload.graph, workload.samples[0], num::Nonlinear::ibert);
  const TensorId id = workload.graph.outputs[0];
  EXPECT_NE(accurate[id].convertedTo<int>(), ibert[id].convertedTo<int>());
}

class GraphCheckTest : public testing::Test {
protected:
  Graph graph_ = makeWorkload("gemm:2x3x4", 1).graph;
  MatmulOp& op_ = std::get<MatmulOp>(graph_.operators[0].op);
};

TEST_F(GraphCheckTest, acceptsWhatTheBuilderMakes) { EXPECT_NO_THROW(graph_.check()); }

TEST_F(GraphCheckTest, refusesWrongShapesAndTypes) {
  op_.K = 4;
  EXPECT_THROW(graph_.check(), InternalError);
  op_.K = 3;
  graph_.tensors[op_.input].dtype = DType::i16;
  EXPECT_THROW(graph_.check(), InternalError);
}

TEST_F(GraphCheckTest, refusesMissingTensorsAndData) {
  op_.output = 99;
  EXPECT_THROW(graph_.check(), InternalError);
  op_.output = 2;
  graph_.tensors[op_.weight].data = Tensor();
  EXPECT_THROW(graph_.check(), InternalError);
}

TEST_F(GraphCheckTest, refusesReadingBeforeWritingAndWritingTwice) {
  graph_.operators.push_back(graph_.operators[0]);
  EXPECT_THROW(graph_.check(), InternalError);
  graph_.operators.pop_back();
  graph_.tensors[graph_.inputs[0]].kind = TensorKind::intermediate;
  EXPECT_THROW(graph_.check(), InternalError);
}

TEST_F(GraphCheckTest, refusesAccumulatorsThatCouldWrap) {
  std::get<MatmulOp>(graph_.operators[0].op).bias[0] = INT32_MAX - 3 * 128 * 127;
  EXPECT_NO_THROW(graph_.check());
  std::get<MatmulOp>(graph_.operators[0].op).bias[0] += 1;
  EXPECT_THROW(graph_.check(), DesignError);
}

} // namespace
} // namespace weft
