// statistics_machine_test.cpp: The survey's non-ideal intensities and latencies over length
// SPDX-License-Identifier: Apache-2.0
//
// The survey: Kim et al., Full Stack Optimization of Transformer Inference, arXiv 2302.14017 v1.
#include "sw/perf/statistics_machine.hpp"
#include "tests/perf/printed.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace weft {
namespace {

using test::sameDigits;

constexpr std::uint64_t kLengths[] = {128, 256, 512, 1024, 2048, 4096};

std::vector<OperatorTiming> timingsOf(const std::string& kind, std::uint64_t length) {
  return operatorTimings(parseStatisticsWorkload(kind + std::to_string(length)), {});
}

/// One line of Table 5, BERT-Base: query, scores, context, output, ffn1, ffn2, total.
void expectTable5(std::uint64_t length, const std::array<const char*, 7>& printed) {
  const auto operators = timingsOf("bert-base:L=", length);
  const std::size_t order[] = {0, 3, 4, 5, 6, 7};
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_TRUE(sameDigits(operators[order[i]].intensity(), printed[i]))
        << operators[order[i]].name;
  EXPECT_TRUE(sameDigits(totalTiming(operators).intensity(), printed[6])) << "total";
  EXPECT_EQ(operators[0].dramBytes, operators[1].dramBytes);
  EXPECT_EQ(operators[0].dramBytes, operators[2].dramBytes);
}

TEST(SurveyTable5, BertBase128) {
  expectTable5(128, {"", "25.400", "63.750", "128.000", "130.723", "186.182", "106.110"});
}

TEST(SurveyTable5, BertBase512) {
  expectTable5(512, {"341.333", "29.882", "102.300", "204.800", "211.862", "409.6", "111.122"});
}

TEST(SurveyTable5, BertBase4096) {
  expectTable5(4096, {"409.6", "30.788", "118.710", "227.556", "236.308", "512.000", "47.067"});
}

TEST(SurveyMisprint, Table5_BertBase128_QueryKeyValuePrinted170670Is170667) {
  const double intensity = timingsOf("bert-base:L=", 128)[0].intensity();
  EXPECT_TRUE(sameDigits(intensity, "170.667"));
  EXPECT_FALSE(sameDigits(intensity, "170.670"));
}

TEST(SurveyMachine, TrafficAndCyclesOfOneOperatorByHand) {
  // Projection of 512 tokens, one layer: weights pass once through L2 (1 tile of rows) and twice
  // through the scratchpad (2), inputs once and 3 times; one byte of result, one of bias.
  const auto operators = operatorTimings(parseStatisticsWorkload("bert-base:L=512,layers=1"), {});
  EXPECT_EQ(operators[0].dramBytes, 512U * 768 + 768 * 768 + 512 * 768 * 2);
  EXPECT_EQ(operators[0].localBytes, 512U * 768 * 3 + 768 * 768 * 2 + 512 * 768 * 2);
  EXPECT_EQ(operators[0].cycles, 512U * 768 * 768 / 256);
  // Nonlinear operators are bound by memory: every byte crosses both links.
  const std::uint64_t bytes = 5U * 12 * 512 * 512 + 5 * 512 * 3072 + 16 * 768 * 512 + 16 * 768;
  EXPECT_EQ(operators[8].dramBytes, bytes);
  EXPECT_EQ(operators[8].cycles, bytes / 16 + bytes / 64);
}

TEST(SurveyMachine, AGeneratedTokenSeesThePromptAndItself) {
  const auto operators =
      operatorTimings(parseStatisticsWorkload("gpt2:prompt=100,tokens=1,layers=1"), {});
  const auto prompt = operatorTimings(parseStatisticsWorkload("bert-base:L=100,layers=1"), {});
  // One query, 101 keys of 12 heads, scores of four bytes.
  EXPECT_EQ(operators[3].dramBytes - prompt[3].dramBytes, 768U + 101 * 768 + 4 * 12 * 101);
}

/// Figure 32: latency relative to BERT-Base with 128 tokens.
double latency(const std::string& kind, std::uint64_t length) {
  return relativeLatency(totalTiming(timingsOf(kind, length)).cycles, {});
}

TEST(SurveyFigure32, BertBase) {
  const char* printed[] = {"1", "2", "5", "11", "28", "80"};
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_TRUE(sameDigits(latency("bert-base:L=", kLengths[i]), printed[i])) << kLengths[i];
}

/// As in Figures 4 to 6 the survey leaves out one projection of every layer.
TEST(SurveyMisprint, Figure32_BertLargeLacksAProjectionInEveryLayer) {
  const char* printed[] = {"3", "7", "14", "33", "82", "229"};
  const char* corrected[] = {"3.4", "7.1", "15.3", "34.7", "86.0", "237.8"};
  for (std::size_t i = 0; i < 6; ++i) {
    SCOPED_TRACE(kLengths[i]);
    const auto operators = timingsOf("bert-large:L=", kLengths[i]);
    const std::uint64_t cycles = totalTiming(operators).cycles;
    EXPECT_TRUE(sameDigits(relativeLatency(cycles - operators[0].cycles, {}), printed[i]));
    EXPECT_TRUE(sameDigits(relativeLatency(cycles, {}), corrected[i]));
  }
}

/// The survey does not publish how it counts L2 traffic of a generated token: at 512 to 4096 tokens
/// this machine takes 0.2 to 0.8 % longer than printed.
TEST(SurveyFigure32, Gpt2) {
  const char* printed[] = {"18", "37", "75", "159", "352", "840"};
  const char* here[] = {"18", "37", "76", "160", "353", "841"};
  for (std::size_t i = 0; i < 6; ++i) {
    const double value = latency("gpt2:tokens=", kLengths[i]);
    EXPECT_TRUE(sameDigits(value, here[i])) << kLengths[i];
    EXPECT_LE(std::abs(value / std::stod(printed[i]) - 1), 0.01) << kLengths[i];
  }
}

} // namespace
} // namespace weft
