// slots.hpp: equal places of an on-chip memory that are filled in turn
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft {

/// Hands out equal slots of an on-chip memory in turn and remembers what each holds. Begins behind
/// what the product before filled last, so that it loads while that one still computes.
class Slots {
public:
  Slots(std::int64_t count, std::int64_t slotWords, std::int64_t& filledTo)
      : slotWords_(slotWords), contents_(static_cast<std::size_t>(count), -1),
        next_(static_cast<std::size_t>((filledTo + slotWords - 1) / slotWords)),
        filledTo_(filledTo) {}

  struct Slot {
    std::int64_t begin;
    bool loaded; ///< already holds what was asked for
  };

  /// `key` names the contents; -1 never matches.
  Slot claim(std::int64_t key) {
    const auto found = std::find(contents_.begin(), contents_.end(), key);
    if (key >= 0 && found != contents_.end())
      return {(found - contents_.begin()) * slotWords_, true};
    const std::size_t slot = next_++ % contents_.size();
    contents_[slot] = key;
    const std::int64_t begin = static_cast<std::int64_t>(slot) * slotWords_;
    filledTo_ = begin + slotWords_;
    return {begin, false};
  }

private:
  std::int64_t slotWords_;
  std::vector<std::int64_t> contents_;
  std::size_t next_;
  std::int64_t& filledTo_;
};

} // namespace weft
