// commands_test.cpp: Random workloads on random machines, commands without time against golden.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/random_config.hpp"
#include "sw/model/workload.hpp"
#include "sw/regress/class_case.hpp"
#include "sw/regress/machines.hpp"
#include "sw/runtime/workload_run.hpp"

#include <gtest/gtest.h>

namespace weft::regress {
namespace {

void expectExact(const Config& config, const Case& test) {
  SCOPED_TRACE(config.name + " " + test.workload + " --seed " + std::to_string(test.seed));
  RunOptions options;
  options.backend = "commands";
  options.rtl.seed = test.seed;
  const RunReport report =
      runWorkload(makeWorkload(test.workload, test.seed, arithmeticOf(config)), config, options);
  EXPECT_GT(report.checked, 0U);
  EXPECT_EQ(report.mismatches, 0U) << report.firstMismatch->text();
  EXPECT_EQ(report.error.value_or(""), "");
}

TEST(Commands, OfEveryKindAreExactOnRandomMachines) {
  for (std::uint64_t machine = 0; machine < 60; ++machine) {
    const Config config = randomMachine(5, machine);
    for (std::uint64_t round = 0; round < kIndCount; ++round)
      expectExact(config, randomCase(config, 5, machine, round));
  }
}

TEST(Commands, OfEveryClassAreExact) {
  const std::vector<Config> machines = {
      namedConfig("tiny4"), namedConfig("edge8"),  namedConfig("4x8"), namedConfig("base16"),
      randomConfig(3),      namedConfig("edge8s"), namedConfig("8x4s")};
  for (std::uint64_t number = 0; number < sizeClasses().size(); ++number) {
    const Config& config = machines[number % machines.size()];
    expectExact(config, classCase(config, 1, number).test);
  }
}

} // namespace
} // namespace weft::regress
