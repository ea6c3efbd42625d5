// read_arbiter_shapes.hpp: Elaborations of the read arbiter for its bench
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/read_arbiter/read_arbiter.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// The clients of the accelerator, fewer, and a number that is no power of two.
inline std::vector<BenchShape> readArbiterShapes() {
  const auto build = [] { return std::make_shared<ReadArbiter>(); };
  return {{"clients4", build, {}},
          {"clients2", build, {{"CLIENTS", 2}, {"BUS_BYTES", 8}, {"ADDR_W", 32}}},
          {"clients3", build, {{"CLIENTS", 3}, {"BUS_BYTES", 64}, {"ADDR_W", 64}, {"ID_W", 3}}}};
}

} // namespace weft
