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
/// register.
constexpr int arrayLatency(ArrayShape shape) { return shape.rows + shape.columns + 2; }

/// Cycles between the first activation vectors of two consecutive tiles of `tileRows` (>= 1)
/// vectors: no bubble from `shape.rows` vectors on; below, the next weights need `shape.rows`
/// cycles.
constexpr int tilePeriod(ArrayShape shape, int tileRows) {
  return tileRows > shape.rows ? tileRows : shape.rows;
}

/// The product of one tile, exact: activations [M x rows] row-major, weights [rows x columns]
/// row-major, result [M x columns]. Throws InternalError when a span is no whole number of rows.
std::vector<std::int32_t> tileProduct(ArrayShape shape, std::span<const std::int8_t> activations,
                                      std::span<const std::int8_t> weights);

} // namespace weft
