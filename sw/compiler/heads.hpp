// heads.hpp: Where the heads of an attention operator lie in memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/schedule.hpp"

#include <cstdint>

namespace weft {

/// One of q, k, v and out of an attention operator, head by head.
class Heads {
public:
  Heads(const Schedule& schedule, const HeadView& view, std::int64_t headSize)
      : schedule_(schedule), view_(view), headSize_(headSize) {}

  TensorId tensor() const { return view_.tensor; }
  /// First column of `head` in its tensor.
  std::int64_t column(std::int64_t head) const {
    return static_cast<std::int64_t>(view_.column) +
           head * static_cast<std::int64_t>(view_.headStride);
  }
  std::uint32_t base() const { return placement().base; }
  /// Bytes from the base register to element 0 of `row` of `head`.
  std::uint32_t offset(std::int64_t head, std::int64_t row) const {
    return static_cast<std::uint32_t>(placement().at(row, column(head)));
  }
  std::uint32_t pitch() const { return static_cast<std::uint32_t>(placement().pitch); }
  std::uint32_t stride() const { return offset(1, 0) - offset(0, 0); }

  /// Rows [rowBegin, rowEnd) of `heads` heads from `head` on.
  Access touch(std::int64_t head, std::int64_t heads, std::int64_t rowBegin, std::int64_t rowEnd,
               bool write) const {
    return {{tensorSpace(view_.tensor), rowBegin, rowEnd, column(head),
             column(head + heads - 1) + headSize_},
            write};
  }

private:
  const Placement& placement() const { return schedule_.place(view_.tensor); }

  const Schedule& schedule_;
  const HeadView& view_;
  std::int64_t headSize_;
};

} // namespace weft
