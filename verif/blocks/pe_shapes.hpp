// pe_shapes.hpp: Elaborations of the cell for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/pe/pe.hpp"

namespace weft {

/// The default cell, the narrowest sum that int8 products allow, int4 operands, and the cell of
/// shared attention.
inline std::vector<BenchShape> peShapes() {
  const auto build = [] { return std::make_shared<Pe>(); };
  const auto shared = [] { return std::make_shared<Pe>(num::AttentionUnit::shared); };
  return {{"sum20", build, {}},
          {"sum17", build, {{"SUM_W", 17}}},
          {"int4", build, {{"DATA_W", 4}, {"SUM_W", 12}}},
          {"shared", shared, {{"SUM_W", 21}}}};
}

} // namespace weft
