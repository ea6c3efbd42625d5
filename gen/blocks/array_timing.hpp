// array_timing.hpp: The shape of an array and all that others know of its time, by dataflow.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft {

/// Rows and columns of the array.
struct ArrayShape {
  int rows = 16;
  int columns = 16;
};

/// When operands enter an array and results leave it, in cycles. A command of n tiles and k tiles
/// has n * k tiles of as many vectors as it has rows.
struct ArrayTiming {
  std::int64_t load = 0;    ///< the weights of a tile pass the pins before its first vector
  std::int64_t granule = 1; ///< a tile takes the time of a multiple of so many vectors
  std::int64_t latency = 0; ///< from the last vector of a command at the pins to its last result

  /// Between the first vectors of two consecutive tiles of `vectors` (>= 1): no bubble when there
  /// are as many as the next weights need to enter.
  constexpr std::int64_t period(std::int64_t vectors) const {
    const std::int64_t whole = wholeTile(vectors);
    return whole > load ? whole : load;
  }
  /// From the first vector of `tiles` (>= 1) tiles to the last one, both included.
  constexpr std::int64_t streamed(std::int64_t tiles, std::int64_t vectors) const {
    return (tiles - 1) * period(vectors) + wholeTile(vectors);
  }

private:
  constexpr std::int64_t wholeTile(std::int64_t vectors) const {
    return (vectors + granule - 1) / granule * granule;
  }
};

} // namespace weft
