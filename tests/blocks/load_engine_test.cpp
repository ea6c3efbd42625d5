// load_engine_test.cpp: The model of LOAD on commands worked out by hand.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/load_engine/load_engine_model.hpp"

#include <gtest/gtest.h>

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

} // namespace
} // namespace weft
