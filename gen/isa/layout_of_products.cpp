// layout_of_products.cpp: Fields of LOAD, MATMUL, CONVOLVE, STORE, POOL and CHECK.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/layout_parts.hpp"

namespace weft::isa {
namespace {

/// How many rounds of levels 1 and 2 at each end are not read, words 14 and 15.
std::vector<Member<Load>> zeroRounds() {
  using C = Load;
  return {{&C::zeroFirst1,
           {"zero_first1", 14, 15, 0, 0, kHalf, "first runs that are zeros, innermost level"}},
          {&C::zeroLast1,
           {"zero_last1", 14, 31, 16, 0, kHalf, "last runs that are zeros, innermost level"}},
          {&C::zeroFirst2,
           {"zero_first2", 15, 15, 0, 0, kHalf, "first repetitions of zeros, middle level"}},
          {&C::zeroLast2,
           {"zero_last2", 15, 31, 16, 0, kHalf, "last repetitions of zeros, middle level"}}};
}

/// STORE's field, in which POOL cannot have GELU.
Field positiveOrAny() {
  Field field = fieldOf<Activation>("activation", 2, 12, "function");
  field.most = numberOf(Activation::relu);
  std::erase_if(field.values, [&](const NamedNumber& value) { return value.number > field.most; });
  return field;
}

/// Which rows of the accumulator a window covers, words 14 and 15.
std::vector<Member<Pool>> windowFields() {
  using C = Pool;
  return {{&C::sourceColumns,
           {"source_columns", 14, 15, 0, 1, kHalf, "accumulator rows in a line of the source"}},
          {&C::sourceRows, {"source_rows", 14, 31, 16, 1, kHalf, "lines of the source"}},
          {&C::window,
           {"window", 15, 1, 0, kLeastWindow, kMostWindow, "lines and columns of a window"}},
          {&C::padTop, {"pad_top", 15, 4, 4, 0, 1, "lines of the first window above the source"}},
          {&C::padLeft,
           {"pad_left", 15, 5, 5, 0, 1, "columns of the first window left of the source"}}};
}

/// What a kernel is and where its image lies, words 12 and 13.
std::vector<Member<Convolve>> kernelFields() {
  using C = Convolve;
  return {
      {&C::kernelRows, {"kernel_rows", 12, 3, 0, 1, kMostKernelSide, "rows of the kernel"}},
      {&C::taps, {"taps", 12, 7, 4, 1, kMostKernelSide, "columns of the kernel"}},
      {&C::step, {"step", 12, 9, 8, 1, kMostKernelStep, "pixels and lines between results"}},
      {&C::firstChannel,
       {"first_channel", 12, 15, 12, 0, kLastFilterRow, "byte of a word that array row 0 takes"}},
      {&C::lineWords, {"line_words", 13, 15, 0, 1, kHalf, "words between the lines of the image"}}};
}

} // namespace

template <> const Layout<Load>& layoutOf<Load>() {
  using C = Load;
  static const Layout<C> layout = {
      "LOAD",
      numberOf(Opcode::load),
      1,
      Engine::load,
      "Memory to scratchpad or parameter RAM.",
      joined<C>(
          {{
               {&C::base, {"base", 2, 2, 0, 0, kLastBase, "base register"}},
               {&C::destination, fieldOf<LoadTo>("destination", 2, 8, "what is filled")},
               {&C::offset, {"offset", 3, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
               {&C::bytes, {"bytes", 4, 31, 0, 1, kLongestRun, "bytes of one contiguous run"}},
           },
           addressLevels<C>("runs"),
           {{&C::start,
             {"start", 11, 31, 0, 0, kLastWord, "first destination word", Unit::destinationWord}},
            {&C::wordStep,
             {"word_step", 12, 15, 0, 0, kHalf, "words between the words of a run",
              Unit::destinationWord}},
            {&C::step1,
             {"step1", 12, 31, 16, 0, kHalf, "words between runs, innermost level",
              Unit::destinationWord}},
            {&C::step2,
             {"step2", 13, 15, 0, 0, kHalf, "words between repetitions, middle level",
              Unit::destinationWord}},
            {&C::step3,
             {"step3", 13, 31, 16, 0, kHalf, "words between repetitions, outer level",
              Unit::destinationWord}}},
           zeroRounds()})};
  return layout;
}

template <> const Layout<Matmul>& layoutOf<Matmul>() {
  using C = Matmul;
  static const Layout<C> layout = {
      "MATMUL",
      numberOf(Opcode::matmul),
      1,
      Engine::array,
      "Scratchpad times scratchpad into the accumulator: rows, k tiles, n tiles.",
      joined<C>({{
                     {&C::accumulate,
                      {"accumulate", 2, 0, 0, 0, 1, "0: the first k tile overwrites; 1: adds"}},
                     {&C::activationSigned,
                      {"activation_signed", 2, 1, 1, 1, 1, "activations are signed"}},
                     {&C::weightSigned, {"weight_signed", 2, 2, 2, 1, 1, "weights are signed"}},
                     {&C::weightBits,
                      {"weight_bits", 2, 7, 4, kWeightBits, kWeightBits, "bits of a weight"}},
                 },
                 tiledProduct<C>()})};
  return layout;
}

template <> const Layout<Convolve>& layoutOf<Convolve>() {
  using C = Convolve;
  static const Layout<C> layout = {
      "CONVOLVE",
      numberOf(Opcode::convolve),
      1,
      Engine::array,
      "An image in the scratchpad, convolved into the accumulator: lines of results, k tiles of "
      "channels, n tiles.",
      joined<C>({{
                     {&C::accumulate,
                      {"accumulate", 2, 0, 0, 0, 1, "0: the first k tile overwrites; 1: adds"}},
                     {&C::lines, {"lines", 3, 15, 0, 1, kHalf, "lines of results"}},
                     {&C::columns, {"columns", 3, 31, 16, 1, kHalf, "results in a line"}},
                 },
                 tilesOfProduct<C>(),
                 kernelFields()}),
      {.only = num::Dataflow::rowStationary}};
  return layout;
}

template <> const Layout<Store>& layoutOf<Store>() {
  using C = Store;
  static const Layout<C> layout = {
      "STORE",
      numberOf(Opcode::store),
      1,
      Engine::store,
      "Accumulator through the output pipeline to memory or to the scratchpad.",
      joined<C>(
          {{
               {&C::base, {"base", 2, 2, 0, 0, kLastBase, "base register"}},
               {&C::destination, fieldOf<StoreTo>("destination", 2, 4, "where rows go")},
               {&C::type, fieldOf<OutputType>("type", 2, 8, "of the values")},
               {&C::activation, fieldOf<Activation>("activation", 2, 12, "function")},
               {&C::wordStep,
                {"word_step", 2, 31, 16, 0, kHalf, "words between the words of a row",
                 Unit::activationWord}},
               {&C::offset, {"offset", 3, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
               {&C::columns, {"columns", 4, 31, 0, 1, kMostStored, "values in a row of the block"}},
           },
           addressLevels<C>("rows"),
           sumRows<C>(),
           {{&C::parameterStart,
             {"parameter_start", 13, 31, 0, 0, kLastParameter, "first word", Unit::parameterWord}},
            {&C::secondScale,
             {"second_scale",
              14,
              31,
              0,
              0,
              kAny,
              "Scale after GELU",
              Unit::scale,
              {},
              num::kNonlinearUnits}},
            {&C::start,
             {"start", 15, 31, 0, 0, kLastWord, "first destination word",
              Unit::activationWord}}}})};
  return layout;
}

template <> const Layout<Pool>& layoutOf<Pool>() {
  using C = Pool;
  static const Layout<C> layout = {
      "POOL",
      numberOf(Opcode::pool),
      1,
      Engine::store,
      "Accumulator through the output pipeline, of each window the largest int8 values to memory.",
      joined<C>(
          {{
               {&C::base, {"base", 2, 2, 0, 0, kLastBase, "base register"}},
               {&C::activation, positiveOrAny()},
               {&C::offset, {"offset", 3, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
               {&C::columns, {"columns", 4, 31, 0, 1, kMostStored, "values in a row of the block"}},
           },
           addressLevels<C>("windows"),
           sumRows<C>(),
           {{&C::parameterStart,
             {"parameter_start", 13, 31, 0, 0, kLastParameter, "first word", Unit::parameterWord}}},
           windowFields()})};
  return layout;
}

template <> const Layout<Check>& layoutOf<Check>() {
  using C = Check;
  static const Layout<C> layout = {
      "CHECK",
      numberOf(Opcode::check),
      1,
      Engine::processor,
      "Stops with WRONG_HASH unless both words equal the hash registers.",
      {{&C::hashLow, {"hash_low", 2, 31, 0, 0, kAny, "CONFIG_HASH_LOW"}},
       {&C::hashHigh, {"hash_high", 3, 31, 0, 0, kAny, "CONFIG_HASH_HIGH"}}}};
  return layout;
}

} // namespace weft::isa
