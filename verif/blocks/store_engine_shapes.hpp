// store_engine_shapes.hpp: The elaborations under which the bench runs the store engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/store_engine/store_engine.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

inline std::vector<BenchShape> storeEngineShapes() {
  const auto shape = [](const std::string& name, int rows, int columns, int busBytes,
                        num::Nonlinear nonlinear,
                        num::AttentionUnit attention = num::AttentionUnit::dedicated) {
    const StoreEngineShape sizes{.rows = rows,
                                 .columns = columns,
                                 .rowAddressBits = 10,
                                 .busBytes = busBytes,
                                 .addressBits = 40,
                                 .parameterWords = 64,
                                 .activationWords = 512,
                                 .nonlinear = nonlinear,
                                 .attention = attention};
    return BenchShape{name, [sizes] { return std::make_shared<StoreEngine>(sizes); }, {}};
  };
  const auto shared = [&shape](const std::string& name, int rows, int columns, int busBytes) {
    return shape(name, rows, columns, busBytes, num::Nonlinear::accurate,
                 num::AttentionUnit::shared);
  };
  return {shape("c4b8", 8, 4, 8, num::Nonlinear::accurate),
          shape("c4b64", 16, 4, 64, num::Nonlinear::ibert),
          shape("c16b16", 16, 16, 16, num::Nonlinear::accurate),
          shape("c16b8", 4, 16, 8, num::Nonlinear::accurate),
          shared("shared16x16", 16, 16, 16),
          shared("shared4x4", 4, 4, 8),
          shared("shared8x8", 8, 8, 8),
          shared("shared4x16", 4, 16, 16),
          shared("shared16x4", 16, 4, 8)};
}

} // namespace weft
