// statistics_test.cpp: Work of operators counted by hand, prompts, and what is refused
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/statistics.hpp"

#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

OperatorStatistics totalOf(const std::string& workload) {
  return totalStatistics(operatorStatistics(parseStatisticsWorkload(workload)));
}

TEST(Statistics, OperatorsOfAnEncoderAreCountedByHand) {
  // d = 4, h = 2, f = 16, l = 3, one layer.
  const auto operators = operatorStatistics({.shape = {1, 4, 2}, .tokens = 3});
  ASSERT_EQ(operators.size(), 9U);
  EXPECT_EQ(operators[0].flops, 3U * 4 * 8);    // 12 outputs, 4 products and 4 sums with bias
  EXPECT_EQ(operators[0].bytes, 16U + 12 + 12); // weights, input, output
  EXPECT_EQ(operators[3].flops, 2U * 9 * (2 * 2 - 1)); // 2 heads, 3 x 3 scores, heads of 2
  EXPECT_EQ(operators[3].bytes, 12U + 12 + 18);
  EXPECT_EQ(operators[4].flops, 12U * (2 * 3 - 1)); // 12 outputs, 3 products and 2 sums
  EXPECT_EQ(operators[4].bytes, 18U + 12 + 12);
  EXPECT_EQ(operators[6].flops, 48U * 8);
  EXPECT_EQ(operators[6].bytes, 64U + 12 + 48);
}

TEST(Statistics, LayersMultiplyEverything) {
  const OperatorStatistics one = totalOf("bert-base:L=100,layers=1");
  const OperatorStatistics all = totalOf("bert-base:L=100");
  EXPECT_EQ(all.flops, 12 * one.flops);
  EXPECT_EQ(all.bytes, 12 * one.bytes);
}

TEST(Statistics, PromptIsOnePassAndTheRestFollowsIt) {
  const OperatorStatistics prompt = totalOf("bert-base:L=100"); // GPT-2 has the same shape
  const OperatorStatistics first = totalOf("gpt2:tokens=100");
  const OperatorStatistics longer = totalOf("gpt2:tokens=130");
  const OperatorStatistics both = totalOf("gpt2:prompt=100,tokens=30");
  EXPECT_EQ(both.flops, prompt.flops + longer.flops - first.flops);
  EXPECT_EQ(both.bytes, prompt.bytes + longer.bytes - first.bytes);
}

TEST(Statistics, RefusesWhatItCannotCount) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      parseStatisticsWorkload(text);
    } catch (const DesignError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message("gemm:1x1x1"), "workload 'gemm:1x1x1': statistics know bert-base:L=, "
                                   "bert-large:L= and gpt2:tokens=, not 'gemm'");
  EXPECT_EQ(message("bert-base:L=0,layers=13,colour=1"),
            "workload 'bert-base:L=0,layers=13,colour=1':\n"
            "  L must be 1 to 1048576, got '0'; nearest: 1\n"
            "  layers must be 1 to 12, got '13'; nearest: 12\n"
            "  does not know 'colour'");
}

} // namespace
} // namespace weft
