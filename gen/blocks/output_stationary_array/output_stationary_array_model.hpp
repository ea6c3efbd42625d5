// output_stationary_array_model.hpp: When the output-stationary array takes and gives what.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/array_timing.hpp"

namespace weft {

/// Cycles from an activation word at the pins to the weight word of the same number in its block,
/// with which a step of the cells begins: the block must be whole before it is turned, and it
/// passes a register before and one behind the RAM. Of numbers, or of sizes of the hardware.
template <class Size> constexpr Size turnLatency(const Size& rows) { return rows + 2; }

/// Cycles from an activation word of the last block of a tile to the result of its output row: the
/// words of the block behind it (rows - 1, less those that went before), the turn, the skew
/// register, the way through rows and columns, multiplier, sum, drain and the last deskew register.
template <class Size>
constexpr Size outputStationaryLatency(const Size& rows, const Size& columns) {
  return (rows - 1) + turnLatency(rows) + rows + columns + 3;
}

/// A tile of up to `rows` output rows passes block by block, whatever it has of them.
constexpr ArrayTiming outputStationaryTiming(ArrayShape shape) {
  return {.granule = shape.rows, .latency = outputStationaryLatency(shape.rows, shape.columns)};
}

} // namespace weft
