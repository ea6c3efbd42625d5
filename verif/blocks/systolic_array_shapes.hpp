// systolic_array_shapes.hpp: Elaborations of the array for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/systolic_array/systolic_array.hpp"

namespace weft {

/// One text, that of the 16x16 array, under five pairs of parameters; and that of shared attention.
inline std::vector<BenchShape> systolicArrayShapes() {
  const auto build = [] { return std::make_shared<SystolicArray>(ArrayShape{16, 16}); };
  const auto shared = [] {
    return std::make_shared<SystolicArray>(ArrayShape{16, 16}, num::AttentionUnit::shared);
  };
  return {{"s4x4", build, {{"ROWS", 4}, {"COLUMNS", 4}}},
          {"s4x8", build, {{"ROWS", 4}, {"COLUMNS", 8}}},
          {"s8x4", build, {{"ROWS", 8}, {"COLUMNS", 4}}},
          {"s5x3", build, {{"ROWS", 5}, {"COLUMNS", 3}}},
          {"s16x16", build, {}},
          {"shared8x4", shared, {{"ROWS", 8}, {"COLUMNS", 4}}}};
}

} // namespace weft
