// scratchpad_shapes.hpp: Elaborations of the scratchpad for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/scratchpad/scratchpad.hpp"

namespace weft {

/// Square and rectangular words, both read latencies; weights word by word and tile by tile.
inline std::vector<BenchShape> scratchpadShapes() {
  const auto build = [] { return std::make_shared<Scratchpad>(ScratchpadShape{}); };
  const auto nothingStays = [] {
    return std::make_shared<Scratchpad>(ScratchpadShape{.dataflow = num::Dataflow::noLocalReuse});
  };
  const auto sizes = [](int rows, int columns, int activations, int weights, int latency) {
    return hdl::Configuration{{"ROWS", rows},
                              {"COLUMNS", columns},
                              {"ACTIVATION_WORDS", activations},
                              {"WEIGHT_WORDS", weights},
                              {"READ_LATENCY", latency}};
  };
  return {{"s4x4", build, sizes(4, 4, 64, 64, 1)},
          {"s4x8", build, sizes(4, 8, 128, 64, 2)},
          {"s8x4", build, sizes(8, 4, 32, 64, 1)},
          {"s16x16", build, sizes(16, 16, 2048, 2048, 2)},
          {"nlr4x8", nothingStays, sizes(4, 8, 64, 64, 2)},
          {"nlr8x4", nothingStays, sizes(8, 4, 64, 16, 1)},
          {"nlr16x16", nothingStays, sizes(16, 16, 256, 256, 1)}};
}

} // namespace weft
