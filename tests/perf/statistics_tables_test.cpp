// statistics_tables_test.cpp: The survey's tables, digit for digit except where they misprint
// SPDX-License-Identifier: Apache-2.0
//
// The survey: Kim et al., Full Stack Optimization of Transformer Inference, arXiv 2302.14017 v1.
#include "sw/perf/statistics.hpp"
#include "tests/perf/printed.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace weft {
namespace {

using test::sameDigits;

constexpr std::size_t kAll = kOperatorGroups; ///< the row of totals

/// FLOPs, bytes and intensity of one row of a table.
struct Cells {
  double gflops, flopPercent, gbytes, bytePercent, intensity;
};

Cells cellsOf(const StatisticsWorkload& workload, std::size_t row) {
  const auto operators = operatorStatistics(workload);
  const OperatorStatistics total = totalStatistics(operators);
  const OperatorStatistics op = row == kAll ? total : groupStatistics(operators)[row];
  const auto flops = static_cast<double>(op.flops), bytes = static_cast<double>(op.bytes);
  return {flops * 1e-9, 100 * flops / static_cast<double>(total.flops), bytes * 1e-9,
          100 * bytes / static_cast<double>(total.bytes), op.intensity()};
}

Cells cellsOf(const std::string& workload, std::size_t row) {
  return cellsOf(parseStatisticsWorkload(workload), row);
}

/// What the survey prints. Empty: nothing printed, or listed below as a misprint.
struct PrintedRow {
  const char* name;
  const char* workload;
  std::size_t row;
  const char *gflops, *flopPercent, *gbytes, *bytePercent, *intensity;
};

void PrintTo(const PrintedRow& row, std::ostream* out) { *out << row.workload; }

class Survey : public ::testing::TestWithParam<PrintedRow> {};

TEST_P(Survey, Prints) {
  const PrintedRow& printed = GetParam();
  const Cells cells = cellsOf(printed.workload, printed.row);
  EXPECT_TRUE(sameDigits(cells.gflops, printed.gflops)) << "GFLOPs";
  EXPECT_TRUE(sameDigits(cells.flopPercent, printed.flopPercent)) << "% of FLOPs";
  EXPECT_TRUE(sameDigits(cells.gbytes, printed.gbytes)) << "GMOPs";
  EXPECT_TRUE(sameDigits(cells.bytePercent, printed.bytePercent)) << "% of MOPs";
  EXPECT_TRUE(sameDigits(cells.intensity, printed.intensity)) << "arithmetic intensity";
}

constexpr PrintedRow kRows[] = {
    {"Table3_BertBase128_MhaProjections", "bert-base:L=128", 0, "7.25", "32", "0.04", "27",
     "192.00"},
    {"Table3_BertBase128_ActToAct", "bert-base:L=128", 1, "0.60", "3", "", "7", "63.62"},
    {"Table3_BertBase128_FfnProjections", "bert-base:L=128", 2, "14.50", "65", "0.07", "49",
     "211.86"},
    {"Table3_BertBase128_Other", "bert-base:L=128", 3, "0.08", "0.3", "0.02", "18", "3.14"},
    {"Table3_BertBase128_Total", "bert-base:L=128", kAll, "22.42", "", "0.14", "", "159.68"},
    {"Table3_BertBase512_MhaProjections", "bert-base:L=512", 0, "28.99", "30", "0.07", "16",
     "438.86"},
    {"Table3_BertBase512_ActToAct", "bert-base:L=512", 1, "9.62", "10", "0.09", "", "101.95"},
    {"Table3_BertBase512_FfnProjections", "bert-base:L=512", 2, "57.98", "60", "0.10", "25", ""},
    {"Table3_BertBase512_Other", "bert-base:L=512", 3, "0.42", "0.4", "0.16", "37", "2.73"},
    {"Table3_BertBase512_Total", "bert-base:L=512", kAll, "97.02", "", "0.42", "", "231.0"},
    {"Table3_BertBase4096_MhaProjections", "bert-base:L=4096", 0, "231.93", "18", "0.33", "3",
     "702.17"},
    {"Table3_BertBase4096_ActToAct", "bert-base:L=4096", 1, "616.02", "", "4.98", "44", "123.63"},
    {"Table3_BertBase4096_FfnProjections", "bert-base:L=4096", 2, "463.86", "35", "0.43", "4",
     "1068.52"},
    {"Table3_BertBase4096_Other", "bert-base:L=4096", 3, "11.85", "1", "5.47", "49", ""},
    {"Table3_BertBase4096_Total", "bert-base:L=4096", kAll, "1323.66", "", "11.22", "", "117.96"},
    {"Table11_Gpt2Length128_MhaProjections", "gpt2:tokens=128", 0, "7.25", "", "3.63", "", ""},
    {"Table11_Gpt2Length128_ActToAct", "gpt2:tokens=128", 1, "", "", "0.16", "", "1.92"},
    {"Table11_Gpt2Length128_FfnProjections", "gpt2:tokens=128", 2, "14.50", "", "7.26", "", "2.00"},
    {"Table11_Gpt2Length128_Other", "gpt2:tokens=128", 3, "0.07", "", "0.03", "", "2.58"},
    {"Table11_Gpt2Length128_Total", "gpt2:tokens=128", kAll, "22.12", "", "11.08", "", "2.0"},
    {"Table11_Gpt2Length512_MhaProjections", "gpt2:tokens=512", 0, "28.99", "", "14.53", "", ""},
    {"Table11_Gpt2Length512_ActToAct", "gpt2:tokens=512", 1, "4.83", "", "2.45", "", ""},
    {"Table11_Gpt2Length512_FfnProjections", "gpt2:tokens=512", 2, "57.98", "", "29.04", "",
     "2.00"},
    {"Table11_Gpt2Length512_Other", "gpt2:tokens=512", 3, "0.35", "", "0.14", "", "2.47"},
    {"Table11_Gpt2Length512_Total", "gpt2:tokens=512", kAll, "92.15", "", "46.17", "", "2.00"},
    {"Table11_Gpt2Length4096_MhaProjections", "gpt2:tokens=4096", 0, "231.93", "", "116.27", "",
     ""},
    {"Table11_Gpt2Length4096_ActToAct", "gpt2:tokens=4096", 1, "309.24", "", "155.98", "", "1.98"},
    {"Table11_Gpt2Length4096_FfnProjections", "gpt2:tokens=4096", 2, "463.86", "", "232.31", "",
     "2.0"},
    {"Table11_Gpt2Length4096_Other", "gpt2:tokens=4096", 3, "7.02", "", "3.25", "", "2.16"},
    {"Table11_Gpt2Length4096_Total", "gpt2:tokens=4096", kAll, "1012.04", "", "507.80", "", "1.99"},
    {"Figures4To6_BertBase128", "bert-base:L=128", kAll, "22", "", "0.1", "", "160"},
    {"Figures4To6_BertBase256", "bert-base:L=256", kAll, "46", "", "0.2", "", "215"},
    {"Figures4To6_BertBase512", "bert-base:L=512", kAll, "97", "", "0.4", "", "231"},
    {"Figures4To6_BertBase1024", "bert-base:L=1024", kAll, "214", "", "1.1", "", "202"},
    {"Figures4To6_BertBase2048", "bert-base:L=2048", kAll, "505", "", "3.2", "", "156"},
    {"Figures4To6_BertBase4096", "bert-base:L=4096", kAll, "1324", "", "11.2", "", ""},
    {"Figures4To6_Gpt2Length128", "gpt2:tokens=128", kAll, "22", "", "11.1", "", "2"},
    {"Figures4To6_Gpt2Length256", "gpt2:tokens=256", kAll, "45", "", "22.5", "", "2"},
    {"Figures4To6_Gpt2Length512", "gpt2:tokens=512", kAll, "92", "", "46.2", "", "2"},
    {"Figures4To6_Gpt2Length1024", "gpt2:tokens=1024", kAll, "194", "", "97.3", "", "2"},
    {"Figures4To6_Gpt2Length2048", "gpt2:tokens=2048", kAll, "428", "", "214.3", "", "2"},
    {"Figures4To6_Gpt2Length4096", "gpt2:tokens=4096", kAll, "1012", "", "507.8", "", "2"},
};

INSTANTIATE_TEST_SUITE_P(Statistics, Survey, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

/// A cell where the survey's own rules give other digits than it prints.
struct Misprint {
  const char* name;
  const char* workload;
  std::size_t row;
  double Cells::*cell;
  const char* printed;
  const char* corrected;
};

void PrintTo(const Misprint& misprint, std::ostream* out) {
  *out << "printed " << misprint.printed << " corrected " << misprint.corrected;
}

class SurveyMisprint : public ::testing::TestWithParam<Misprint> {};

TEST_P(SurveyMisprint, IsCorrected) {
  const Misprint& misprint = GetParam();
  const double value = cellsOf(misprint.workload, misprint.row).*misprint.cell;
  EXPECT_TRUE(sameDigits(value, misprint.corrected));
  EXPECT_FALSE(sameDigits(value, misprint.printed));
}

/// Another number.
constexpr Misprint kMisprints[] = {
    {"Table3_BertBase128_ActToActBytes", "bert-base:L=128", 1, &Cells::gbytes, "0.006", "0.009"},
    {"Table3_BertBase512_ActToActBytePercent", "bert-base:L=512", 1, &Cells::bytePercent, "20",
     "22.5"},
    {"Table11_Gpt2Length128_ActToActFlops", "gpt2:tokens=128", 1, &Cells::gflops, "30", "0.30"},
    {"Table11_Gpt2Length128_ActToActPercent", "gpt2:tokens=128", 1, &Cells::flopPercent, "0.01",
     "1"},
    {"Table11_Gpt2Length512_ActToActIntensity", "gpt2:tokens=512", 1, &Cells::intensity, "2.00",
     "1.97"},
};

/// The last digit: the survey's number is one lower or higher than rounding gives.
constexpr Misprint kLastDigits[] = {
    {"Table3_BertBase512_FfnIntensity", "bert-base:L=512", 2, &Cells::intensity, "558.54",
     "558.55"},
    {"Table3_BertBase4096_ActToActFlopPercent", "bert-base:L=4096", 1, &Cells::flopPercent, "46",
     "47"},
    {"Table3_BertBase4096_OtherIntensity", "bert-base:L=4096", 3, &Cells::intensity, "2.16",
     "2.17"},
    {"Table11_Gpt2Length128_MhaIntensity", "gpt2:tokens=128", 0, &Cells::intensity, "2.00", "1.99"},
    {"Table11_Gpt2Length512_MhaIntensity", "gpt2:tokens=512", 0, &Cells::intensity, "2.00", "1.99"},
    {"Table11_Gpt2Length4096_MhaIntensity", "gpt2:tokens=4096", 0, &Cells::intensity, "2.00",
     "1.99"},
    {"Figure6_BertBase4096_Intensity", "bert-base:L=4096", kAll, &Cells::intensity, "117", "118"},
};

std::string misprintName(const ::testing::TestParamInfo<Misprint>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Statistics, SurveyMisprint, ::testing::ValuesIn(kMisprints), misprintName);
INSTANTIATE_TEST_SUITE_P(LastDigit, SurveyMisprint, ::testing::ValuesIn(kLastDigits), misprintName);

/// Table 10: BERT-Base with 4 heads instead of 12.
TEST(SurveyTable10, BertBaseWithFourHeads) {
  const char* actToAct[] = {"95.69", "219.04", "350.61"};
  const char* whole[] = {"167.14", "303.59", "276.00"};
  const std::uint64_t lengths[] = {128, 512, 4096};
  for (std::size_t i = 0; i < 3; ++i) {
    const StatisticsWorkload workload{.shape = {12, 768, 4}, .tokens = lengths[i]};
    EXPECT_TRUE(sameDigits(cellsOf(workload, 1).intensity, actToAct[i])) << lengths[i];
    EXPECT_TRUE(sameDigits(cellsOf(workload, kAll).intensity, whole[i])) << lengths[i];
  }
}

/// Figures 4 to 6 leave out one projection of every layer of BERT-Large: printed FLOPs, and what
/// the survey's rules give. Bytes and intensity suffer too.
struct BertLargePoint {
  std::uint64_t length;
  const char *printedGflops, *printedIntensity;
  const char *gflops, *gbytes, *intensity;
};

TEST(SurveyMisprint, Figures4To6_BertLargeLacksAProjectionInEveryLayer) {
  const BertLargePoint points[] = {{128, "73", "171", "79.1", "0.45", "176"},
                                   {256, "149", "239", "161.5", "0.65", "249"},
                                   {512, "310", "266", "336.0", "1.20", "281"},
                                   {1024, "673", "235", "724.2", "2.89", "250"},
                                   {2048, "1554", "179", "1657.0", "8.71", "190"},
                                   {4096, "3942", "131", "4148.2", "30.0", "138"}};
  for (const BertLargePoint& point : points) {
    const std::string workload = "bert-large:L=" + std::to_string(point.length);
    SCOPED_TRACE(workload);
    const auto operators = operatorStatistics(parseStatisticsWorkload(workload));
    const Cells total = cellsOf(workload, kAll);
    const double query = static_cast<double>(operators[0].flops) * 1e-9;
    EXPECT_TRUE(sameDigits(total.gflops - query, point.printedGflops));
    EXPECT_TRUE(sameDigits(total.gflops, point.gflops));
    EXPECT_TRUE(sameDigits(total.gbytes, point.gbytes));
    EXPECT_TRUE(sameDigits(total.intensity, point.intensity));
    EXPECT_FALSE(sameDigits(total.intensity, point.printedIntensity));
  }
}

} // namespace
} // namespace weft
