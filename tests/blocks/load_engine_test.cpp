// load_engine_test.cpp: The models of LOAD and TRANSPOSE on commands worked out by hand.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/load_engine/load_engine_model.hpp"
#include "gen/isa/format.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace weft {
namespace {

std::vector<std::uint8_t> countingBytes() {
  std::vector<std::uint8_t> bytes(256);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

TEST(LoadModel, CutsARunIntoWordsAndFillsTheLastWithZeros) {
  isa::Load load;
  load.offset = 16;
  load.bytes = 6;
  load.start = 9;
  load.wordStep = 3;
  const auto words = loadedWords(load, countingBytes(), 4);
  const std::vector<LoadedWord> expected = {{isa::LoadTo::activations, 9, {16, 17, 18, 19}},
                                            {isa::LoadTo::activations, 12, {20, 21, 0, 0}}};
  EXPECT_EQ(words, expected);
}

TEST(LoadModel, WalksThreeLevelsInnermostFirst) {
  isa::Load load;
  load.destination = isa::LoadTo::weights;
  load.offset = 100;
  load.bytes = 2;
  load.count1 = load.count2 = load.count3 = 2;
  load.stride1 = 8;
  load.stride2 = -32;
  load.stride3 = 64;
  load.step1 = 1;
  load.step2 = 10;
  load.step3 = 100;
  std::vector<std::uint32_t> places, firstBytes;
  for (const LoadedWord& word : loadedWords(load, countingBytes(), 2)) {
    places.push_back(word.place);
    firstBytes.push_back(word.bytes.front());
    EXPECT_EQ(word.destination, isa::LoadTo::weights);
  }
  EXPECT_EQ(places, (std::vector<std::uint32_t>{0, 1, 10, 11, 100, 101, 110, 111}));
  EXPECT_EQ(firstBytes, (std::vector<std::uint32_t>{100, 108, 68, 76, 164, 172, 132, 140}));
}

/// A 3 x 3 image of pixels of one byte, padded by one: the window's corner of each output. The
/// first run would lie before the memory.
TEST(LoadModel, FillsTheBorderOfAnImageWithZeros) {
  isa::Load load;
  load.offset = static_cast<std::uint32_t>(-4);
  load.bytes = 1;
  load.count1 = load.count2 = 3;
  load.stride1 = 1;
  load.stride2 = 3;
  load.step1 = 1;
  load.step2 = 3;
  load.zeroFirst1 = load.zeroFirst2 = 1;
  std::vector<std::uint8_t> bytes;
  const std::vector<std::uint8_t> image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (const LoadedWord& word : loadedWords(load, image, 1))
    bytes.push_back(word.bytes.front());
  EXPECT_EQ(bytes, (std::vector<std::uint8_t>{0, 0, 0, 0, 1, 2, 0, 4, 5}));
  EXPECT_EQ(readRuns(load), 4U);
}

TEST(LoadModel, ReadsNothingWhenFirstsAndLastsMeet) {
  isa::Load load;
  load.bytes = 4;
  load.count1 = 5;
  load.count2 = 2;
  load.zeroFirst1 = 3;
  load.zeroLast1 = 1;
  EXPECT_EQ(readRuns(load), 2U);
  for (load.zeroLast1 = 2; load.zeroLast1 < 9; ++load.zeroLast1) {
    EXPECT_EQ(readRuns(load), 0U);
    for (const LoadedWord& word : loadedWords(load, {}, 4))
      EXPECT_EQ(word.bytes, std::vector<std::uint8_t>(4));
  }
}

TEST(TransposeModel, MakesLanesOfRunsAndFillsTheTile) {
  isa::Transpose turn;
  turn.offset = 16;
  turn.bytes = 3;
  turn.count1 = 2;
  turn.stride1 = 8;
  turn.start = 5;
  const auto words = transposedWords(turn, countingBytes(), 2, 4);
  const auto to = isa::LoadTo::weights;
  const std::vector<LoadedWord> expected = {{to, 5, {16, 24, 0, 0}},
                                            {to, 6, {17, 25, 0, 0}},
                                            {to, 7, {18, 26, 0, 0}},
                                            {to, 8, {0, 0, 0, 0}}};
  EXPECT_EQ(words, expected);
}

TEST(TransposeModel, WalksBlocksInnermostFirst) {
  isa::Transpose turn;
  turn.offset = 100;
  turn.bytes = 4;
  turn.count2 = turn.count3 = 2;
  turn.stride2 = -32;
  turn.stride3 = 64;
  turn.step2 = 10;
  turn.step3 = 100;
  std::vector<std::uint32_t> places, firstBytes;
  for (const LoadedWord& word : transposedWords(turn, countingBytes(), 4, 1))
    if (word.place % 10 == 0) {
      places.push_back(word.place);
      firstBytes.push_back(word.bytes.front());
    }
  EXPECT_EQ(places, (std::vector<std::uint32_t>{0, 10, 100, 110}));
  EXPECT_EQ(firstBytes, (std::vector<std::uint32_t>{100, 68, 164, 132}));
}

/// The load engine reads both commands through the fields of LOAD.
TEST(TransposeCommand, HasItsFieldsWhereLoadHasThem) {
  const auto& load = isa::formatOf<isa::Load>().fields;
  for (const isa::Field& field : isa::formatOf<isa::Transpose>().fields) {
    const auto same = std::ranges::find(load, field.name, &isa::Field::name);
    ASSERT_NE(same, load.end()) << field.name;
    EXPECT_EQ(field.word, same->word) << field.name;
    EXPECT_EQ(field.low, same->low) << field.name;
  }
}

} // namespace
} // namespace weft
