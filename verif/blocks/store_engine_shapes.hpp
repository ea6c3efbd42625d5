// store_engine_shapes.hpp: The elaborations under which the bench runs the store engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/store_engine/store_engine.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

inline std::vector<BenchShape> storeEngineShapes() {
  const auto shape = [](const std::string& name, int rows, int columns, int busBytes,
                        num::Nonlinear nonlinear) {
    const StoreEngineShape sizes{.rows = rows,
                                 .columns = columns,
                                 .rowAddressBits = 10,
                                 .busBytes = busBytes,
                                 .addressBits = 40,
                                 .parameterWords = 64,
                                 .activationWords = 512,
                                 .nonlinear = nonlinear};
    return BenchShape{name, [sizes] { return std::make_shared<StoreEngine>(sizes); }, {}};
  };
  return {shape("c4b8", 8, 4, 8, num::Nonlinear::accurate),
          shape("c4b64", 16, 4, 64, num::Nonlinear::ibert),
          shape("c16b16", 16, 16, 16, num::Nonlinear::accurate),
          shape("c16b8", 4, 16, 8, num::Nonlinear::accurate)};
}

} // namespace weft
