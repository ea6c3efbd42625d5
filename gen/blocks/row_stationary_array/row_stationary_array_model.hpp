// row_stationary_array_model.hpp: When the row-stationary array takes and gives what.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/array_timing.hpp"
#include "gen/isa/ranges.hpp"

#include <algorithm>

namespace weft {

inline constexpr int kMostKernelRows = isa::kMostKernelSide; ///< and not more than array rows
inline constexpr int kMostKernelTaps = isa::kMostKernelSide;
inline constexpr int kMostLineStep = isa::kMostKernelStep;
/// Tiles of weights that a cell holds: a pass is summed while the next one enters.
inline constexpr int kTapSlots = 16;
inline constexpr int kTapSlotBits = 4;

/// Image columns that a cell holds of its line: a window of taps, the columns of the steps that row
/// 0 is behind the lowest row, and those of the next step. Of numbers, or of sizes of the hardware;
/// a power of two.
template <class Size> constexpr Size heldColumns(const Size& rows, const Size& columns) {
  using std::max;
  return 16 * max(rows / (2 * columns), Size(1));
}

/// Input lines of `lines` lines of output, at most: of a line step of 2 and the tallest kernel.
template <class Size> constexpr Size mostInputLines(const Size& lines) {
  return kMostLineStep * (lines - 1) + kMostKernelRows;
}

/// Words of a tile of weights at the pins: one per row of the array, and blank ones while a row
/// passes its weights on.
template <class Size> constexpr Size tileWords(const Size& rows, const Size& columns) {
  using std::max;
  return max(rows, columns);
}

/// Cycles from the last taps of a step in row 0 to its first row of sums: the way through the
/// columns, the cell, and the turner.
template <class Size> constexpr Size rowsLead(const Size& columns) { return columns + 5; }

/// Cycles from the first taps of a step at the pins to its first row of sums: a row of the array
/// begins `taps` cycles behind the one below it, and a step takes columns * taps cycles.
constexpr std::int64_t stepLatency(ArrayShape shape, std::int64_t taps) {
  return (shape.rows - 1 + shape.columns) * taps - 1 + rowsLead(std::int64_t{shape.columns});
}

/// Cycles from the last word of tile t of a pass at the pins until the first taps of the pass may
/// be there, less t; and from an activation word to the first taps that need it.
inline constexpr int kTileToTaps = 5;
inline constexpr int kWordToTaps = 2;

/// A product is a kernel of one tap: a step is as many vectors as the array has columns.
constexpr ArrayTiming rowStationaryTiming(ArrayShape shape) {
  return {.load = tileWords(shape.rows, shape.columns),
          .granule = shape.columns,
          .latency = stepLatency(shape, 1)};
}

} // namespace weft
