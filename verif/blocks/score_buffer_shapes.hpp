// score_buffer_shapes.hpp: Elaborations of the score buffer for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/score_buffer/score_buffer.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// The smallest, the usual and the largest query block; both RAM latencies.
inline std::vector<BenchShape> scoreBufferShapes() {
  const auto build = [] { return std::make_shared<ScoreBuffer>(); };
  return {{"rows16", build, {{"CHUNK", 16}, {"ROWS", 16}, {"SUM_W", 16}}},
          {"rows64", build, {}},
          {"rows128", build, {{"CHUNK", 64}, {"ROWS", 128}, {"SUM_W", 18}, {"READ_LATENCY", 2}}}};
}

} // namespace weft
