// softmax_shapes.hpp: Elaborations of the softmax for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax/softmax.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// A whole chunk a cycle, parts of one, and one key at a time; every size of a chunk, one of them
/// the default; both RAM latencies and both tables.
inline std::vector<BenchShape> softmaxShapes() {
  const auto with = [](num::Nonlinear nonlinear) {
    return [nonlinear] { return std::make_shared<Softmax>(nonlinear); };
  };
  return {{"lanes16", with(num::Nonlinear::accurate), {{"LANES", 16}, {"READ_LATENCY", 1}}},
          {"lanes4",
           with(num::Nonlinear::accurate),
           {{"CHUNK", 16}, {"LANES", 4}, {"ROWS", 16}, {"READ_LATENCY", 2}}},
          {"lanes1", with(num::Nonlinear::ibert), {{"CHUNK", 16}, {"LANES", 1}, {"ROWS", 16}}},
          {"chunk32", with(num::Nonlinear::accurate), {{"CHUNK", 32}, {"LANES", 32}, {"ROWS", 16}}},
          {"chunk64",
           with(num::Nonlinear::ibert),
           {{"CHUNK", 64}, {"LANES", 8}, {"ROWS", 16}, {"READ_LATENCY", 2}}}};
}

} // namespace weft
