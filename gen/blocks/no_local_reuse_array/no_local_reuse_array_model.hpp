// no_local_reuse_array_model.hpp: When the array without local reuse takes and gives what.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/array_timing.hpp"

#include <bit>

namespace weft {

/// Cycles from a vector and its weights at the pins to its result: a register behind the products
/// and one behind each level of adders; `levels` are clog2(rows). Of numbers, or of sizes of the
/// hardware.
template <class Size> constexpr Size noLocalReuseLatency(const Size& levels) { return levels + 1; }

/// Weights come with every vector: no tile waits for them.
constexpr ArrayTiming noLocalReuseTiming(ArrayShape shape) {
  return {.latency = noLocalReuseLatency(std::countr_zero(static_cast<unsigned>(shape.rows)))};
}

} // namespace weft
