// regression_test.cpp: What a regression draws
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/model/workload.hpp"
#include "sw/regress/machines.hpp"
#include "sw/regress/validation_points.hpp"
#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace weft::regress {
namespace {

std::string kindOf(const Case& test) { return test.workload.substr(0, test.workload.find(':')); }

TEST(Regression, SevenRoundsOfAMachineHoldEveryKindOnce) {
  const Config config = loadConfig("tiny4");
  for (std::uint64_t machine = 0; machine < 25; ++machine) {
    std::set<std::string> kinds;
    for (std::uint64_t round = 0; round < kIndCount; ++round)
      kinds.insert(kindOf(randomCase(config, 1, machine, round)));
    EXPECT_EQ(kinds, (std::set<std::string>{"gemm", "attention", "layernorm", "softmax", "add",
                                            "encoder", "conv"}));
  }
}

/// The sizes of the tensors, not the text, tell what the hardware sees.
TEST(Regression, TheFirstRoundsOfAMachineAreRagged) {
  const Config config = loadConfig("tiny4");
  for (std::uint64_t machine = 0; machine < 25; ++machine)
    for (std::uint64_t round = 0; round < kIndCount; ++round) {
      const Case test = randomCase(config, 7, machine, round);
      const Graph graph = makeWorkload(test.workload, test.seed).graph;
      EXPECT_NE(graph.tensors[graph.inputs[0]].rows % 4, 0U) << test.workload;
    }
}

TEST(Regression, RepeatsAndDiffersFromMachineToMachine) {
  const Config config = loadConfig("tiny4");
  EXPECT_EQ(randomCase(config, 1, 2, 3).workload, randomCase(config, 1, 2, 3).workload);
  EXPECT_NE(randomCase(config, 1, 2, 3).workload, randomCase(config, 1, 8, 3).workload);
  EXPECT_NE(randomCase(config, 1, 2, 3).workload, randomCase(config, 2, 2, 3).workload);
}

TEST(Regression, EveryOtherRandomMachineIsRectangularAndNoneComesTwice) {
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < 20; ++i) {
    const Config config = randomMachine(1, i);
    if (i % 2 == 0) {
      EXPECT_NE(config.array.rows, config.array.columns) << config.name;
    }
    names.insert(config.name);
  }
  EXPECT_EQ(names.size(), 20U);
}

TEST(Regression, NamesAreShapesOrPresets) {
  const Config shape = namedConfig("4x8");
  EXPECT_EQ(shape.array.rows, 4);
  EXPECT_EQ(shape.array.columns, 8);
  EXPECT_EQ(namedConfig("base16").name, "base16");
  EXPECT_EQ(namedConfig("smallest").bus.readsInFlight, 2);
  EXPECT_EQ(namedConfig("smallest").scratchpad.kib, 4);
  EXPECT_EQ(namedConfig("serial").attention.exponentLanes, 1);
}

TEST(Validation, PointsAreOfAllKindsWideRowsAndExtremeMachinesAmongThem) {
  const test::TemporaryFolder folder;
  std::map<std::string, int> kinds, machines;
  int wide = 0;
  for (const Point& point : validationPoints({}, folder.path())) {
    ++kinds[point.kind];
    ++machines[point.machine.config.name];
    const std::size_t columns = point.test.workload.find('x', point.test.workload.find(':'));
    if (point.kind == "edge" && kindOf(point.test) == "softmax")
      wide += std::stoi(point.test.workload.substr(columns + 1)) >= 1000 ? 1 : 0;
  }
  EXPECT_EQ(kinds, (std::map<std::string, int>{{"small", 48}, {"large", 24}, {"edge", 24}}));
  EXPECT_GT(machines["smallest"], 0);
  EXPECT_GT(machines["serial"], 0);
  EXPECT_GE(wide, 4);
}

} // namespace
} // namespace weft::regress
