// layernorm_shapes.hpp: The shapes in which the layernorm block is tested.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/layernorm.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// All but `ibert8` are the text of base16 under other parameter values.
inline std::vector<BenchShape> layernormShapes() {
  const auto shape = [](LayernormShape numbers) {
    return [numbers] { return std::make_shared<Layernorm>(numbers); };
  };
  const auto base = shape({});
  return {{"base16", base, {}},
          {"narrow4", base, {{"LANES", 4}, {"MAX_COLUMNS", 64}}},
          {"slow8", base, {{"LANES", 8}, {"READ_LATENCY", 2}}},
          {"ibert8", shape({8, num::Nonlinear::ibert, 1}), {}}};
}

} // namespace weft
