// prices_page_test.cpp: The tables of sw/perf/README.md are those that are computed.
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/energy_prices.hpp"
#include "sw/perf/statistics_machine.hpp"
#include "tests/pages/stated.hpp"

#include <iomanip>

namespace weft {
namespace {

std::string tableRow(const EnergyPrices& prices, const std::string& name) {
  std::string row = "| " + name + " | " + prices.unit + " |";
  for (const EnergyLine& line : energyLines())
    row += test::joined(" ", prices.*line.price, " |");
  return row;
}

TEST(PerfPage, EnergyPrices) {
  EXPECT_TRUE(
      test::states("sw/perf/README.md", tableRow(relativePrices(), "`relative` (default)")));
  EXPECT_TRUE(test::states("sw/perf/README.md", tableRow(horowitz45Prices(), "`horowitz45`")));
}

std::string latencyOf(const std::string& workload) {
  const SurveyMachine machine;
  const auto timings = operatorTimings(parseStatisticsWorkload(workload), machine);
  return test::joined(std::fixed, std::setprecision(2),
                      relativeLatency(totalTiming(timings).cycles, machine));
}

TEST(LatencyPage, RelativeLatencies) {
  constexpr int kLengths[] = {128, 256, 512, 1024, 2048, 4096};
  const std::pair<const char*, const char*> models[] = {
      {"BERT-Base", "bert-base:L="}, {"BERT-Large", "bert-large:L="}, {"GPT-2", "gpt2:tokens="}};
  std::string head = "| relative latency, tokens |";
  for (const int length : kLengths)
    head += test::joined(" ", length, " |");
  EXPECT_TRUE(test::states("sw/benchmark/LATENCY.md", head));
  for (const auto& [name, workload] : models) {
    std::string row = test::joined("| ", name, " |");
    for (const int length : kLengths)
      row += " " + latencyOf(test::joined(workload, length)) + " |";
    EXPECT_TRUE(test::states("sw/benchmark/LATENCY.md", row));
  }
}

} // namespace
} // namespace weft
