// operand_ring.hpp: Slots of an on-chip memory that are filled in turn
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/integers.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace weft {

/// Hands out slots of at most `mostWords` words one behind the other, round and round in `count`
/// times as many words, and remembers what each holds. As many slots of a size as fit lie evenly
/// apart, so that smaller ones are loaded further ahead; `count` of one size never overlap. Begins
/// behind what the product before filled last, so that it loads while that one still computes.
class OperandRing {
public:
  OperandRing(std::int64_t count, std::int64_t mostWords, std::int64_t& filledTo)
      : words_(count * mostWords), filledTo_(filledTo) {}

  struct Slot {
    std::int64_t begin; ///< first word
    bool loaded;        ///< already holds what was asked for
  };

  /// `key` names the contents; -1 never matches.
  Slot claim(std::int64_t key, std::int64_t words) {
    const auto found = std::find_if(contents_.begin(), contents_.end(),
                                    [&](const Contents& held) { return held.key == key; });
    if (key >= 0 && found != contents_.end())
      return {found->begin, true};
    const std::int64_t pitch = words_ / (words_ / words);
    const std::int64_t behind = roundUp(filledTo_, pitch);
    const std::int64_t begin = behind + words <= words_ ? behind : 0;
    filledTo_ = begin + words;
    std::erase_if(contents_, [&](const Contents& held) {
      return held.begin < filledTo_ && begin < held.begin + held.words;
    });
    contents_.push_back({key, begin, words});
    return {begin, false};
  }

private:
  struct Contents {
    std::int64_t key, begin, words;
  };

  std::int64_t words_;
  std::vector<Contents> contents_;
  std::int64_t& filledTo_;
};

} // namespace weft
