// post_engine_shapes.hpp: The shapes in which the post engine is tested.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/post_engine/post_engine.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// `tiny4` and `wide8` are the text of base16 under other parameter values; `sums*` add residuals
/// and do not normalise.
inline std::vector<BenchShape> postEngineShapes() {
  const auto shape = [](PostEngineShape sizes) {
    return [sizes] { return std::make_shared<PostEngine>(sizes); };
  };
  const auto base = shape({});
  return {{"base16", base, {}},
          {"tiny4", base, {{"LANES", 4}, {"BUS_BYTES", 8}, {"ADDR_W", 32}}},
          {"wide8", base, {{"LANES", 8}, {"BUS_BYTES", 64}, {"READ_LATENCY", 2}}},
          {"narrow16", shape({{16, num::Nonlinear::ibert, 1}, 8, 40}), {}},
          {"sums16", shape({.rows = {}, .normalises = false}), {}},
          {"sums4", shape({{4, num::Nonlinear::accurate, 2}, 8, 32, false}), {}},
          {"sums8", shape({{8, num::Nonlinear::accurate, 1}, 64, 40, false}), {}}};
}

} // namespace weft
