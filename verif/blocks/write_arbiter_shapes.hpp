// write_arbiter_shapes.hpp: Elaborations of the write arbiter for its bench
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/write_arbiter/write_arbiter.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// The clients of the accelerator, fewer and more, on three buses.
inline std::vector<BenchShape> writeArbiterShapes() {
  const auto build = [] { return std::make_shared<WriteArbiter>(); };
  return {{"clients3", build, {}},
          {"clients2", build, {{"CLIENTS", 2}, {"BUS_BYTES", 8}, {"ADDR_W", 32}}},
          {"clients4", build, {{"CLIENTS", 4}, {"BUS_BYTES", 64}, {"ADDR_W", 64}, {"ID_W", 3}}}};
}

} // namespace weft
