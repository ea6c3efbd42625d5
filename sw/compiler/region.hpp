// region.hpp: What a command touches: rectangles of memories and tensors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace weft {

/// What a command touches lives in one of these spaces: the on-chip memories, then one space a
/// tensor in memory.
using SpaceId = std::int32_t;
inline constexpr SpaceId kActivationSpace = 0;
inline constexpr SpaceId kWeightSpace = 1;
inline constexpr SpaceId kParameterSpace = 2;
inline constexpr SpaceId kAccumulatorSpace = 3;
inline constexpr SpaceId kRememberedSpace = 4; ///< rows of a softmax beside the accumulator
constexpr SpaceId tensorSpace(std::size_t tensor) { return static_cast<SpaceId>(tensor) + 5; }

/// A rectangle of a space: rows x columns of a tensor; on-chip memories are one row of words. Ends
/// are exclusive.
struct Region {
  SpaceId space = 0;
  std::int64_t rowBegin = 0, rowEnd = 1;
  std::int64_t columnBegin = 0, columnEnd = 0;

  bool operator==(const Region&) const = default;
  bool overlaps(const Region& other) const {
    return space == other.space && rowBegin < other.rowEnd && other.rowBegin < rowEnd &&
           columnBegin < other.columnEnd && other.columnBegin < columnEnd;
  }
  bool covers(const Region& other) const {
    return space == other.space && rowBegin <= other.rowBegin && rowEnd >= other.rowEnd &&
           columnBegin <= other.columnBegin && columnEnd >= other.columnEnd;
  }
};

struct Access {
  Region region;
  bool write = false;
};

} // namespace weft
