// load_engine_shapes.hpp: Elaborations of the load engine for its bench
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/load_engine/load_engine.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// Words as wide as the bus, wider and narrower.
inline std::vector<BenchShape> loadEngineShapes() {
  const auto build = [] { return std::make_shared<LoadEngine>(); };
  const auto sizes = [](int rows, int columns, int bus, int address) {
    return hdl::Configuration{
        {"ROWS", rows},      {"COLUMNS", columns},       {"BUS_BYTES", bus},
        {"ADDR_W", address}, {"ACTIVATION_WORDS", 1024}, {"WEIGHT_WORDS", 512}};
  };
  return {{"square16", build, sizes(16, 16, 16, 40)},
          {"narrow", build, sizes(4, 64, 8, 32)},
          {"wide", build, sizes(32, 4, 64, 64)}};
}

} // namespace weft
