// schedule_search_test.cpp: Graphs take the choices that the analytic model finds fastest
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/compiler/schedule_search.hpp"
#include "sw/model/workload.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace weft {
namespace {

/// Reads that take longer the more of them there are.
std::vector<PlannedCommand> loads(std::size_t count) {
  isa::Load load;
  load.bytes = 64;
  load.count1 = load.count2 = 1;
  load.wordStep = 1;
  return std::vector<PlannedCommand>(count, {isa::Engine::load, 0, {}, load, {}});
}

/// One that leaves a row in the scratchpad.
PlannedCommand forwarding() {
  isa::Store store;
  store.columns = 4;
  store.destination = isa::StoreTo::activations;
  return {isa::Engine::store, 0, {}, store, {}};
}

class ScheduleSearch : public testing::Test {
protected:
  using Plan = std::function<std::vector<PlannedCommand>(const ScheduleChoice&)>;

  FoundSchedule search(const char* workload, const Plan& plan) {
    return searchSchedule(makeWorkloadShapes(workload, 1).graph, loadConfig("tiny4"),
                          [&](const ScheduleChoice& choice, CommandSink& sink) {
                            tried.push_back(choice);
                            for (const PlannedCommand& command : plan(choice))
                              sink.append(command);
                          });
  }

  std::vector<ScheduleChoice> tried; ///< in order
};

constexpr const char* kProduct = "gemm:40x16x4";

TEST_F(ScheduleSearch, TakesTheFastestRowsOfThoseOffered) {
  for (const std::int64_t best : {4, 20, 40}) {
    const FoundSchedule found = search(kProduct, [&](const ScheduleChoice& choice) {
      return loads(1 + static_cast<std::size_t>(std::abs(choice.rowsPerBlock - best)));
    });
    EXPECT_EQ(found.choice.rowsPerBlock, best);
    EXPECT_EQ(found.commands.count(), 1U);
  }
}

TEST_F(ScheduleSearch, OfEqualsTakesTheBetterEstimate) {
  const FoundSchedule found = search(kProduct, [](const auto&) { return loads(1); });
  EXPECT_GT(tried.size(), 5U);
  EXPECT_EQ(found.choice, tried.front());
}

TEST_F(ScheduleSearch, TriesWithAndWithoutTheScratchpad) {
  for (const bool better : {false, true}) {
    const FoundSchedule found = search(kProduct, [&](const ScheduleChoice& choice) {
      auto commands = loads(choice.onChip == better ? 1 : 9);
      if (choice.onChip)
        commands.push_back(forwarding());
      return commands;
    });
    EXPECT_EQ(found.choice.onChip, better);
  }
}

TEST_F(ScheduleSearch, OfManyCommandsTakesTheFirstRows) {
  const FoundSchedule found = search(kProduct, [](const auto&) { return loads(5000); });
  EXPECT_EQ(tried, std::vector{found.choice});
}

TEST_F(ScheduleSearch, OfManyCommandsStillTriesBothWaysOfRows) {
  search(kProduct, [](const ScheduleChoice& choice) {
    auto commands = loads(5000);
    if (choice.onChip)
      commands.push_back(forwarding());
    return commands;
  });
  ASSERT_EQ(tried.size(), 2U);
  EXPECT_EQ(tried[0].rowsPerBlock, tried[1].rowsPerBlock);
}

/// Too many to keep: planned again for their cycles, which decide all the same.
TEST_F(ScheduleSearch, ComparesSchedulesThatItDoesNotKeep) {
  for (const bool better : {false, true}) {
    const FoundSchedule found = search(kProduct, [&](const ScheduleChoice& choice) {
      auto commands = loads(choice.onChip == better ? 70'000 : 70'100);
      if (choice.onChip)
        commands.push_back(forwarding());
      return commands;
    });
    EXPECT_EQ(found.choice.onChip, better);
    EXPECT_FALSE(found.commands.isComplete());
  }
}

TEST_F(ScheduleSearch, EndsBeforeItTakesLong) {
  search(kProduct, [](const auto&) { return loads(900); });
  EXPECT_EQ(tried.size(), 5U);
}

TEST_F(ScheduleSearch, WithoutProductsThereIsNothingToTry) {
  search("softmax:5x37", [](const auto&) { return loads(1); });
  EXPECT_EQ(tried.size(), 1U);
}

} // namespace
} // namespace weft
