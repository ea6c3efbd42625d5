// qk_unit_shapes.hpp: Elaborations of the QK unit for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/qk_unit/qk_unit.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

inline std::vector<BenchShape> qkUnitShapes() {
  const auto build = [] { return std::make_shared<QkUnit>(); };
  return {{"lanes1", build, {{"CHUNK", 16}, {"LANES", 1}}},
          {"lanes4", build, {{"LANES", 4}}},
          {"lanes16", build, {{"CHUNK", 32}, {"LANES", 16}, {"TAG_W", 12}}},
          {"chunk64", build, {{"CHUNK", 64}, {"LANES", 2}}}};
}

} // namespace weft
