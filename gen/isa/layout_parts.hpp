// layout_parts.hpp: Fields that several commands have at the same places.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/layout.hpp"
#include "gen/isa/ranges.hpp"

#include <initializer_list>

namespace weft::isa {

/// The lists one behind the other.
template <class C>
std::vector<Member<C>> joined(std::initializer_list<std::vector<Member<C>>> parts) {
  std::vector<Member<C>> all;
  for (const std::vector<Member<C>>& part : parts)
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Three nested levels of addresses, words 5 to 10; `what` repeats innermost ("runs", "rows"), at
/// most `most` times.
template <class C>
std::vector<Member<C>> addressLevels(const std::string& what, std::uint32_t most = kMostSteps) {
  const auto stride = [](const char* name, int word) {
    return Field{name, word, 31, 0, 0, kAny, "bytes between them, signed", Unit::busBytes};
  };
  return {{&C::count1, {"count1", 5, 31, 0, 1, most, what + ", innermost level"}},
          {&C::stride1, stride("stride1", 6)},
          {&C::count2, {"count2", 7, 31, 0, 1, kMostSteps, "repetitions, middle level"}},
          {&C::stride2, stride("stride2", 8)},
          {&C::count3, {"count3", 9, 31, 0, 1, kMostSteps, "repetitions, outer level"}},
          {&C::stride3, stride("stride3", 10)}};
}

/// Tiles and places of a product on the array, words 4 to 11.
template <class C> std::vector<Member<C>> tilesOfProduct() {
  return {
      {&C::kTiles, {"k_tiles", 4, 31, 0, 1, kHalf, "tiles along K, array rows each"}},
      {&C::nTiles, {"n_tiles", 5, 31, 0, 1, kHalf, "tiles along N, array columns each"}},
      {&C::activationStart,
       {"activation_start", 6, 31, 0, 0, kLastWord, "first word", Unit::activationWord}},
      {&C::activationStride,
       {"activation_stride", 7, 31, 0, 0, kLastWord, "words between k tiles",
        Unit::activationWord}},
      {&C::weightStart, {"weight_start", 8, 31, 0, 0, kLastWord, "first word", Unit::weightWord}},
      {&C::weightKStride,
       {"weight_k_stride", 9, 15, 0, 0, kHalf, "words between k tiles", Unit::weightWord}},
      {&C::weightNStride,
       {"weight_n_stride", 9, 31, 16, 0, kHalf, "words between n tiles", Unit::weightWord}},
      {&C::accumulatorStart,
       {"accumulator_start", 10, 31, 0, 0, kLastWord, "first row", Unit::accumulatorRow}},
      {&C::accumulatorStride,
       {"accumulator_stride", 11, 31, 0, 0, kLastWord, "rows between n tiles",
        Unit::accumulatorRow}}};
}

/// Sizes and places of a product of matrices on the array, words 3 to 11.
template <class C> std::vector<Member<C>> tiledProduct() {
  return joined<C>(
      {{{&C::rows, {"rows", 3, 31, 0, 1, kHalf, "rows M of activations"}}}, tilesOfProduct<C>()});
}

/// From which rows of the accumulator a block comes, words 11 and 12.
template <class C> std::vector<Member<C>> sumRows() {
  return {{&C::accumulatorStart,
           {"accumulator_start", 11, 31, 0, 0, kLastWord, "first row", Unit::accumulatorRow}},
          {&C::accumulatorStride,
           {"accumulator_stride", 12, 31, 0, 0, kLastWord, "rows between n tiles",
            Unit::accumulatorRow}}};
}

} // namespace weft::isa
