// layout.hpp: Where tensors lie in memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/tiles.hpp"
#include "sw/model/graph.hpp"

#include <cstdint>
#include <vector>

namespace weft {

/// Bytes between neighbouring tensors that nobody may touch; a check after every run finds writes
/// outside a tensor.
inline constexpr std::uint64_t kGuardBytes = 256;

/// Where a tensor lies behind a base register: rows of `pitch` bytes; inside a row groups of
/// `groupColumns` elements every `groupPitch` bytes. Pitches and offsets are multiples of the bus
/// width.
struct Placement {
  std::uint32_t base = 0;
  std::uint64_t offset = 0;
  std::uint64_t pitch = 0;
  std::uint64_t groupPitch = 0;
  std::int64_t groupColumns = 0;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::uint64_t elementBytes = 1;
  bool placed = false; ///< false for constants that are packed for one operator

  /// Byte offset of element (row, column) behind the base register.
  std::uint64_t at(std::int64_t row, std::int64_t column) const;
  std::uint64_t bytes() const { return pitch * static_cast<std::uint64_t>(rows); }
};

/// Hands out aligned areas of one segment with guard zones around each.
class SegmentAllocator {
public:
  explicit SegmentAllocator(std::uint64_t alignment) : alignment_(alignment) {}

  /// Offset of a fresh area. Throws DesignError when the segment passes the 4 GiB that a 32-bit
  /// offset reaches.
  std::uint64_t allocate(std::uint64_t bytes);

  /// Bytes of the segment so far, trailing guard zone included.
  std::uint64_t size() const { return next_; }

private:
  std::uint64_t alignment_;
  std::uint64_t next_ = kGuardBytes;
};

/// How many columns of each tensor belong together: the head size where heads of an attention
/// operand would otherwise start at addresses that are no multiple of the bus width, else all
/// columns.
std::vector<std::int64_t> memoryGroups(const Graph& graph, std::int64_t busBytes);

/// Places every tensor but the weights of products, which are packed. `tensors` allocates inputs,
/// intermediates and outputs, `constants` what is read row by row.
std::vector<Placement> placeTensors(const Graph& graph, std::int64_t busBytes,
                                    SegmentAllocator& constants, SegmentAllocator& tensors);

} // namespace weft
