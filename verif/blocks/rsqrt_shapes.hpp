// rsqrt_shapes.hpp: The shapes in which the reciprocal square root is tested.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/rsqrt/rsqrt.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

inline std::vector<BenchShape> rsqrtShapes() {
  using num::Nonlinear;
  return {{"accurate", [] { return std::make_shared<Rsqrt>(Nonlinear::accurate); }, {}},
          {"ibert", [] { return std::make_shared<Rsqrt>(Nonlinear::ibert); }, {}}};
}

} // namespace weft
