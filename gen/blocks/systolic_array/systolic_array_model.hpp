// systolic_array_model.hpp: What the systolic array computes, and when.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/array_timing.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// Cycles from an activation vector at the pins to its result vector at the pins: the skew register
/// (1), the way through rows and columns, the last multiply-accumulate and the last deskew
/// register. Of numbers, or of sizes of the hardware.
template <class Size> constexpr Size arrayLatency(const Size& rows, const Size& columns) {
  return rows + columns + 2;
}

constexpr ArrayTiming systolicTiming(ArrayShape shape) {
  return {.load = shape.rows, .latency = arrayLatency(shape.rows, shape.columns)};
}

/// The product of one tile, exact: activations [M x rows] row-major, weights [rows x columns]
/// row-major, result [M x columns]. Throws InternalError when a span is no whole number of rows.
std::vector<std::int32_t> tileProduct(ArrayShape shape, std::span<const std::int8_t> activations,
                                      std::span<const std::int8_t> weights);

/// The same of probabilities, in an array of shared attention.
std::vector<std::int32_t> tileProduct(ArrayShape shape, std::span<const std::uint8_t> activations,
                                      std::span<const std::int8_t> weights);

} // namespace weft
