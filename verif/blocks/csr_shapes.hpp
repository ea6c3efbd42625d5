// csr_shapes.hpp: Elaborations of the register file for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/csr/csr.hpp"
#include "gen/hdl/shape.hpp"

#include <vector>

namespace weft {

/// The narrowest, the usual and the widest addresses.
inline std::vector<BenchShape> csrShapes() {
  const auto build = [] { return std::make_shared<Csr>(num::AttentionUnit::dedicated); };
  return {{"address32", build, {{"ADDR_W", 32}}},
          {"address40", build, {}},
          {"address64", build, {{"ADDR_W", 64}}}};
}

} // namespace weft
