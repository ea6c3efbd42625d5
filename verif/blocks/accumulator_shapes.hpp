// accumulator_shapes.hpp: Elaborations of the accumulator for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/accumulator/accumulator.hpp"

namespace weft {

/// Both read latencies, few and many columns, without and with weighted values.
inline std::vector<BenchShape> accumulatorShapes() {
  const auto build = [] { return std::make_shared<Accumulator>(AccumulatorShape{}); };
  const auto shared = [] {
    return std::make_shared<Accumulator>(AccumulatorShape{.attention = num::AttentionUnit::shared});
  };
  const auto sizes = [](int columns, int halfRows, int latency) {
    return hdl::Configuration{
        {"COLUMNS", columns}, {"HALF_ROWS", halfRows}, {"READ_LATENCY", latency}};
  };
  return {{"c4", build, sizes(4, 16, 1)},       {"c8", build, sizes(8, 32, 2)},
          {"c16", build, sizes(16, 2048, 1)},   {"shared4", shared, sizes(4, 16, 1)},
          {"shared8", shared, sizes(8, 32, 2)}, {"shared16", shared, sizes(16, 2048, 2)}};
}

} // namespace weft
