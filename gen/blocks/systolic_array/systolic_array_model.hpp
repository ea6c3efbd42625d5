// systolic_array_model.hpp: What the systolic array computes, and when.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// Rows and columns of the array.
struct ArrayShape {
  int rows = 16;
  int columns = 16;
};

/// Cycles from an activation vector at the pins to its result vector at the pins: the skew register
/// (1), the way through rows and columns, the last multiply-accumulate and the last deskew
/// register. Of numbers, or of sizes of the hardware.
template <class Size> constexpr Size arrayLatency(const Size& rows, const Size& columns) {
  return rows + columns + 2;
}

/// When operands enter an array and results leave it, in cycles: all that others know of its time.
struct ArrayTiming {
  std::int64_t load = 0;    ///< the weights of a tile pass the pins
  std::int64_t latency = 0; ///< from an activation vector to its result vector

  /// Between the first activation vectors of two consecutive tiles of `vectors` (>= 1): no bubble
  /// when there are as many as the next weights need to enter.
  constexpr std::int64_t period(std::int64_t vectors) const {
    return vectors > load ? vectors : load;
  }
  /// From the first activation vector of `tiles` (>= 1) tiles to the last one, both included.
  constexpr std::int64_t streamed(std::int64_t tiles, std::int64_t vectors) const {
    return (tiles - 1) * period(vectors) + vectors;
  }
};

constexpr ArrayTiming arrayTiming(ArrayShape shape) {
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
