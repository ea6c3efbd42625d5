// tiling_search_test.cpp: The pruned search for a tiling finds what the exhaustive one finds
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "sw/compiler/matmul_estimate.hpp"
#include "sw/compiler/matmul_tiling.hpp"
#include "sw/model/workload.hpp"
#include "sw/regress/validation_points.hpp"
#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace weft {
namespace {

/// Cycles, then energy, then the tiling itself.
void expectEqualSearches(const MatmulShape& shape, const ArrayCapacity& capacity,
                         std::int64_t rows) {
  const std::clock_t start = std::clock(); // of the CPU: other tests run beside this one
  const auto exhaustive = exhaustiveTiling(shape, capacity, rows);
  EXPECT_LT(std::clock() - start, CLOCKS_PER_SEC);
  const auto pruned = bestTiling(shape, capacity, rows);
  ASSERT_EQ(pruned.has_value(), exhaustive.has_value());
  if (!pruned)
    return;
  const MatmulEstimate estimate(shape, capacity);
  EXPECT_EQ(estimate.cost(*pruned), estimate.cost(*exhaustive));
  EXPECT_EQ(*pruned, *exhaustive);
}

TEST(TilingSearch, EqualsTheExhaustiveOneOnEveryValidatedProduct) {
  int products = 0;
  const regress::PointChoice choice;
  const test::TemporaryFolder folder;
  for (const auto& point : regress::validationPoints(choice, folder.path())) {
    SCOPED_TRACE(point.machine.config.name + " " + point.test.workload);
    const Graph graph = makeWorkloadShapes(point.test.workload, point.test.seed).graph;
    const ArrayCapacity capacity = arrayCapacity(point.machine.config);
    SegmentAllocator constants(1), tensors(1);
    const auto placements = placeTensors(graph, point.machine.config.bus.bytes, constants, tensors);
    for (const Operator& op : graph.operators)
      if (const auto* product = std::get_if<MatmulOp>(&op.op)) {
        const MatmulShape shape = matmulShape(graph, placements, *product);
        for (std::int64_t rows = shape.M; rows > 0; rows /= 3)
          expectEqualSearches(shape, capacity, rows);
        ++products;
      }
  }
  EXPECT_GT(products, 60);
}

/// Shapes in groups, as heads make them, on arrays of every kind.
TEST(TilingSearch, EqualsTheExhaustiveOneOnRandomShapes) {
  for (std::uint64_t i = 0; i < 300; ++i) {
    num::Random random(1, i);
    const auto power = [&](int low, int high) {
      return std::int64_t{1} << random.uniform(low, high);
    };
    const ArrayCapacity capacity{.rows = power(2, 6),
                                 .columns = power(2, 6),
                                 .activationWords = power(8, 12),
                                 .weightWords = power(8, 12),
                                 .accumulatorRows = power(7, 12),
                                 .parameterWords = 64,
                                 .busBytes = power(3, 6),
                                 .memoryBytes = random.uniform(1, 64),
                                 .memoryLatency = random.uniform(1, 200)};
    const auto columns = [&](std::int64_t most) {
      const std::int64_t groups = random.chance(50) ? 1 : random.uniform(1, 12);
      const std::int64_t perGroup = random.uniform(1, std::max<std::int64_t>(1, most / groups));
      return Columns{groups * perGroup, perGroup};
    };
    const MatmulShape shape{random.uniform(1, 300), columns(800), columns(800), power(0, 2),
                            random.chance(30)};
    expectEqualSearches(shape, capacity, random.uniform(1, shape.M));
  }
}

} // namespace
} // namespace weft
