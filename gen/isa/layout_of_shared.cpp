// layout_of_shared.cpp: Fields of the commands of attention on the array.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/layout_parts.hpp"

namespace weft::isa {

using num::AttentionUnit;

template <> const Layout<Transpose>& layoutOf<Transpose>() {
  using C = Transpose;
  static const Layout<C> layout = {
      "TRANSPOSE",
      numberOf(Opcode::transpose),
      1,
      Engine::load,
      "Memory to weights of the scratchpad, rows becoming lanes: keys become the weights of "
      "scores.",
      joined<C>(
          {{
               {&C::base, {"base", 2, 2, 0, 0, kLastBase, "base register"}},
               {&C::offset, {"offset", 3, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
               {&C::bytes, {"bytes", 4, 31, 0, 1, kMostHeadSize, "bytes of one contiguous run"}},
           },
           addressLevels<C>("runs", kWidestArray),
           {{&C::start, {"start", 11, 31, 0, 0, kLastWord, "first word", Unit::weightWord}},
            {&C::step2,
             {"step2", 13, 15, 0, 0, kHalf, "words between repetitions, middle level",
              Unit::weightWord}},
            {&C::step3,
             {"step3", 13, 31, 16, 0, kHalf, "words between repetitions, outer level",
              Unit::weightWord}}}}),
      {num::kArrayUnits}};
  return layout;
}

template <> const Layout<Weigh>& layoutOf<Weigh>() {
  using C = Weigh;
  static const Layout<C> layout = {
      "WEIGH",
      numberOf(Opcode::weigh),
      1,
      Engine::array,
      "Probabilities times values into the accumulator, chunk by chunk aligned; n tiles outer, k "
      "tiles, rows inner.",
      joined<C>({{
                     {&C::accumulate,
                      {"accumulate", 2, 0, 0, 0, 1, "0: the first chunk overwrites; 1: adds"}},
                 },
                 tiledProduct<C>()}),
      {{AttentionUnit::shared}}};
  return layout;
}

template <> const Layout<Probabilities>& layoutOf<Probabilities>() {
  using C = Probabilities;
  static const Layout<C> layout = {
      "PROBABILITIES",
      numberOf(Opcode::probabilities),
      1,
      Engine::attention,
      "Scores of the accumulator through the online softmax to activations; chunks outer, rows "
      "inner.",
      {{&C::causal, {"causal", 2, 0, 0, 0, 1, "row m sees m keys more"}},
       {&C::first, {"first", 2, 1, 1, 0, 1, "the rows begin: what is remembered of them is void"}},
       {&C::rows, {"rows", 3, 31, 0, 1, num::kMostBlockQueries, "rows of scores"}},
       {&C::keys, {"keys", 4, 31, 0, 1, kMostRows, "scores of a row", Unit::key}},
       {&C::visible, {"visible", 5, 31, 0, 0, kAny, "keys that row 0 sees, signed"}},
       {&C::activationStart,
        {"activation_start", 6, 31, 0, 0, kLastWord, "first word", Unit::activationWord}},
       {&C::activationStride,
        {"activation_stride", 7, 31, 0, 0, kLastWord, "words between those of a row",
         Unit::activationWord}},
       {&C::accumulatorStart,
        {"accumulator_start", 10, 31, 0, 0, kLastWord, "first row", Unit::accumulatorRow}},
       {&C::accumulatorStride,
        {"accumulator_stride", 11, 31, 0, 0, kLastWord, "accumulator rows between those of a row",
         Unit::accumulatorRow}},
       {&C::rowStart,
        {"row_start", 12, 31, 0, 0, kLastRememberedRow, "remembered row of row 0",
         Unit::rememberedRow}},
       {&C::scoreScale,
        {"score_scale", 14, 31, 0, 0, kAny, "Scale of scores to base-2 exponents", Unit::scale}}},
      {{AttentionUnit::shared}}};
  return layout;
}

template <> const Layout<Divide>& layoutOf<Divide>() {
  using C = Divide;
  static const Layout<C> layout = {
      "DIVIDE",
      numberOf(Opcode::divide),
      1,
      Engine::store,
      "Weighted values of the accumulator, divided by the sums of their rows, as int8 to memory or "
      "to the scratchpad.",
      joined<C>(
          {{
               {&C::base, {"base", 2, 2, 0, 0, kLastBase, "base register"}},
               {&C::destination, fieldOf<StoreTo>("destination", 2, 4, "where rows go")},
               {&C::wordStep,
                {"word_step", 2, 31, 16, 0, kHalf, "words between the words of a row",
                 Unit::activationWord}},
               {&C::offset, {"offset", 3, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
               {&C::columns, {"columns", 4, 31, 0, 1, kMostHeadSize, "values in a row"}},
           },
           addressLevels<C>("rows"),
           sumRows<C>(),
           {{&C::rowStart,
             {"row_start", 13, 31, 0, 0, kLastRememberedRow, "remembered row of row 0",
              Unit::rememberedRow}},
            {&C::outputScale,
             {"output_scale", 14, 31, 0, 0, kAny, "Scale of the output", Unit::scale}},
            {&C::start,
             {"start", 15, 31, 0, 0, kLastWord, "first destination word", Unit::activationWord}}}}),
      {{AttentionUnit::shared}}};
  return layout;
}

} // namespace weft::isa
