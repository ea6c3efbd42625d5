// softmax_engine_shapes.hpp: The elaborations under which the bench runs the softmax engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax_engine/softmax_engine.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// Chunks of one to eight accumulator rows and of one to eight words, the slowest and the fastest
/// lanes, both latencies and both tables.
inline std::vector<BenchShape> softmaxEngineShapes() {
  struct Sizes {
    int rows, columns, chunk, lanes, latency;
  };
  const auto shape = [](const std::string& name, num::Nonlinear nonlinear, const Sizes& sizes) {
    return BenchShape{name,
                      [nonlinear] { return std::make_shared<SoftmaxEngine>(nonlinear); },
                      {{"ROWS", sizes.rows},
                       {"COLUMNS", sizes.columns},
                       {"CHUNK", sizes.chunk},
                       {"LANES", sizes.lanes},
                       {"ROW_W", 10},
                       {"ACTIVATION_WORDS", 1500},
                       {"READ_LATENCY", sizes.latency}}};
  };
  using num::Nonlinear;
  return {shape("s4x4", Nonlinear::accurate, {4, 4, 16, 4, 1}),
          shape("s8x8", Nonlinear::ibert, {8, 8, 16, 8, 2}),
          shape("s16x16", Nonlinear::accurate, {16, 16, 16, 4, 1}),
          shape("s16x16_fast", Nonlinear::ibert, {16, 16, 16, 16, 2}),
          shape("s4x16", Nonlinear::accurate, {4, 16, 16, 4, 2}),
          shape("s16x4", Nonlinear::ibert, {16, 4, 16, 4, 1}),
          shape("s8x8_chunk64", Nonlinear::accurate, {8, 8, 64, 2, 2})};
}

} // namespace weft
