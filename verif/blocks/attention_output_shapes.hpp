// attention_output_shapes.hpp: Elaborations of the attention output for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_output/attention_output.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// One to sixteen lanes, both accumulator widths in use, both RAM latencies.
inline std::vector<BenchShape> attentionOutputShapes() {
  const auto build = [] { return std::make_shared<AttentionOutput>(); };
  return {{"lanes1", build, {{"LANES", 1}, {"ROWS", 16}, {"ACC_W", 32}}},
          {"lanes4", build, {{"LANES", 4}, {"ROWS", 128}, {"ACC_W", 36}, {"READ_LATENCY", 2}}},
          {"lanes16", build, {{"ACC_W", 32}}}};
}

} // namespace weft
