// no_local_reuse_array_shapes.hpp: Elaborations of the array for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/no_local_reuse_array/no_local_reuse_array.hpp"

namespace weft {

/// One text, that of the 16x16 array, under seven pairs of parameters.
inline std::vector<BenchShape> noLocalReuseArrayShapes() {
  const auto build = [] { return std::make_shared<NoLocalReuseArray>(ArrayShape{16, 16}); };
  const auto sized = [build](const char* name, int rows, int columns) {
    return BenchShape{name, build, {{"ROWS", rows}, {"COLUMNS", columns}}};
  };
  return {sized("s4x4", 4, 4),   sized("s4x8", 4, 8), sized("s8x4", 8, 4),    sized("s4x16", 4, 16),
          sized("s16x4", 16, 4), sized("s8x8", 8, 8), sized("s16x16", 16, 16)};
}

} // namespace weft
