// load_engine_shapes.hpp: Elaborations of the load engine for its bench
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/load_engine/load_engine.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// Words as wide as the bus, wider and narrower; machines with attention on the array: square,
/// flat, tall, and words and tiles from the narrowest to the widest.
inline std::vector<BenchShape> loadEngineShapes() {
  const auto dedicated = [] { return std::make_shared<LoadEngine>(); };
  const auto shared = [] { return std::make_shared<LoadEngine>(num::AttentionUnit::shared); };
  const auto none = [] { return std::make_shared<LoadEngine>(num::AttentionUnit::none); };
  const auto sizes = [](int rows, int columns, int bus, int address) {
    return hdl::Configuration{
        {"ROWS", rows},      {"COLUMNS", columns},       {"BUS_BYTES", bus},
        {"ADDR_W", address}, {"ACTIVATION_WORDS", 1024}, {"WEIGHT_WORDS", 512}};
  };
  return {
      {"square16", dedicated, sizes(16, 16, 16, 40)}, {"narrow", dedicated, sizes(4, 64, 8, 32)},
      {"wide", dedicated, sizes(32, 4, 64, 64)},      {"turn16", shared, sizes(16, 16, 16, 40)},
      {"turn4", shared, sizes(4, 4, 8, 32)},          {"turn8", shared, sizes(8, 8, 8, 64)},
      {"turn4x16", shared, sizes(4, 16, 8, 32)},      {"turn16x4", shared, sizes(16, 4, 16, 40)},
      {"turn64", shared, sizes(64, 64, 32, 40)},      {"none8", none, sizes(8, 8, 16, 40)}};
}

} // namespace weft
