// sv_unit_shapes.hpp: Elaborations of the SV unit for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/sv_unit/sv_unit.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

inline std::vector<BenchShape> svUnitShapes() {
  const auto build = [] { return std::make_shared<SvUnit>(); };
  return {{"lanes1", build, {{"CHUNK", 16}, {"LANES", 1}}},
          {"lanes4", build, {{"LANES", 4}}},
          {"lanes16", build, {{"CHUNK", 32}, {"LANES", 16}, {"TAG_W", 12}}},
          {"chunk64", build, {{"CHUNK", 64}, {"LANES", 2}}}};
}

} // namespace weft
