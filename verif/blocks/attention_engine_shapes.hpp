// attention_engine_shapes.hpp: Elaborations of the attention engine for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_engine.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// The engines of tiny4, edge8 and base16, with both RAM latencies and both exponentials, and
/// longer chunks.
inline std::vector<BenchShape> attentionEngineShapes() {
  const auto with = [](num::Nonlinear nonlinear) {
    return [nonlinear] { return std::make_shared<AttentionEngine>(nonlinear); };
  };
  return {
      {"w1",
       with(num::Nonlinear::ibert),
       {{"CHUNK", 16}, {"LANES", 1}, {"EXPONENT_LANES", 4}, {"QUERY_BLOCK", 16}, {"BUS_BYTES", 8}}},
      {"w4",
       with(num::Nonlinear::accurate),
       {{"CHUNK", 16},
        {"LANES", 4},
        {"EXPONENT_LANES", 8},
        {"BUS_BYTES", 8},
        {"READ_LATENCY", 2},
        {"MAX_KEYS", 8192}}},
      {"w16", with(num::Nonlinear::accurate), {{"LANES", 16}, {"EXPONENT_LANES", 16}}},
      {"c32",
       with(num::Nonlinear::accurate),
       {{"CHUNK", 32}, {"LANES", 2}, {"EXPONENT_LANES", 32}, {"BUS_BYTES", 8}}},
      {"c64",
       with(num::Nonlinear::ibert),
       {{"CHUNK", 64},
        {"LANES", 4},
        {"EXPONENT_LANES", 16},
        {"QUERY_BLOCK", 32},
        {"READ_LATENCY", 2}}}};
}

} // namespace weft
