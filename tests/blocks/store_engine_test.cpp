// store_engine_test.cpp: The store engine's model on hand-placed values, its hardware's text.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine.hpp"
#include "gen/blocks/store_engine/store_engine_model.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/ranges.hpp"

#include <gtest/gtest.h>

#include <array>

namespace weft {
namespace {

constexpr int kColumns = 4;

/// Sum (row, lane) = 100 row + lane; scale 1; bias 1000 in the second parameter word, else 0.
struct Chip {
  std::vector<std::int32_t> sums;
  std::vector<ChannelRecord> channels;

  Chip() {
    for (int row = 0; row < 16; ++row)
      for (int lane = 0; lane < kColumns; ++lane)
        sums.push_back(100 * row + lane);
    for (int i = 0; i < 4 * kColumns; ++i)
      channels.push_back({i / kColumns == 1 ? 1000 : 0, num::scaleFromReal(1.0)});
  }

  std::vector<StoredRun> runs(const isa::Store& store) const {
    return storedRuns(store, {sums, channels, kColumns, num::Nonlinear::accurate});
  }
};

std::vector<std::int32_t> int32sOf(const StoredRun& run) {
  std::vector<std::int32_t> values;
  for (std::size_t i = 0; i < run.bytes.size(); i += 4)
    values.push_back(static_cast<std::int32_t>(run.bytes[i] | run.bytes[i + 1] << 8 |
                                               run.bytes[i + 2] << 16 | run.bytes[i + 3] << 24));
  return values;
}

isa::Store int32Block(std::uint32_t columns, std::uint32_t rows) {
  isa::Store store;
  store.type = OutputType::int32;
  store.columns = columns;
  store.count1 = rows;
  store.accumulatorStride = rows;
  return store;
}

/// Rows side by side, the words of a row a step apart, zeros behind its end.
TEST(StoreEngineModel, PlacesRowsAsActivationWords) {
  isa::Store store = int32Block(6, 2);
  store.destination = isa::StoreTo::activations;
  store.start = 10;
  store.wordStep = 5;
  const Chip chip;
  const auto words =
      placedWords(store, {chip.sums, chip.channels, kColumns, num::Nonlinear::accurate}, 16);
  ASSERT_EQ(words.size(), 4u);
  const std::array<std::uint32_t, 4> places = {10, 15, 11, 16};
  for (std::size_t i = 0; i < words.size(); ++i)
    EXPECT_EQ(words[i].place, places[i]);
  EXPECT_EQ(int32sOf({0, words[2].bytes}), (std::vector<std::int32_t>{100, 101, 102, 103}));
  EXPECT_EQ(int32sOf({0, words[3].bytes}), (std::vector<std::int32_t>{1300, 1301, 0, 0}));
}

TEST(StoreEngineModel, JoinsTheTilesOfARow) {
  isa::Store store = int32Block(6, 2);
  store.accumulatorStart = 3;
  store.offset = 64;
  store.stride1 = 32;
  const auto runs = Chip().runs(store);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[1].offset, 96);
  EXPECT_EQ(int32sOf(runs[0]), (std::vector<std::int32_t>{300, 301, 302, 303, 1500, 1501}));
  EXPECT_EQ(int32sOf(runs[1]), (std::vector<std::int32_t>{400, 401, 402, 403, 1600, 1601}));
}

TEST(StoreEngineModel, WalksThreeLevelsInnermostFirst) {
  isa::Store store = int32Block(1, 2);
  store.count2 = 2;
  store.count3 = 2;
  store.offset = 1000;
  store.stride1 = 8;
  store.stride2 = 100;
  store.stride3 = -500;
  std::vector<std::int64_t> offsets;
  std::vector<std::int32_t> values;
  for (const StoredRun& run : Chip().runs(store)) {
    offsets.push_back(run.offset);
    values.push_back(int32sOf(run).at(0));
  }
  EXPECT_EQ(offsets, (std::vector<std::int64_t>{1000, 1008, 1100, 1108, 500, 508, 600, 608}));
  EXPECT_EQ(values, (std::vector<std::int32_t>{0, 100, 200, 300, 400, 500, 600, 700}));
}

TEST(StoreEngineModel, WritesLittleEndianBytesOfEachType) {
  isa::Store store = int32Block(1, 1);
  store.accumulatorStart = 5;
  store.type = OutputType::int16;
  EXPECT_EQ(Chip().runs(store)[0].bytes, (std::vector<std::uint8_t>{0xf4, 0x01}));
  store.type = OutputType::int8;
  EXPECT_EQ(Chip().runs(store)[0].bytes, (std::vector<std::uint8_t>{127}));
}

TEST(StoreEngineModel, RefusesWhatLiesOutside) {
  isa::Store store = int32Block(4, 1);
  store.accumulatorStart = 16;
  EXPECT_THROW(Chip().runs(store), InternalError);
  store.accumulatorStart = 0;
  store.parameterStart = 4;
  EXPECT_THROW(Chip().runs(store), InternalError);
}

TEST(StoreEngineModel, KnowsWhatStaysOnChip) {
  const Chip chip;
  const StoreSource source{chip.sums, chip.channels, kColumns};
  isa::Store store = int32Block(6, 3);
  store.accumulatorStart = 10;
  store.parameterStart = 2;
  EXPECT_TRUE(staysOnChip(store, source)) << "the last row is 15, the last word 3";
  store.accumulatorStart = 11;
  EXPECT_FALSE(staysOnChip(store, source));
  store.accumulatorStart = 0;
  store.parameterStart = 3;
  EXPECT_FALSE(staysOnChip(store, source));
  store.parameterStart = 0;
  store.accumulatorStride = isa::kLastWord;
  EXPECT_FALSE(staysOnChip(store, source));
}

TEST(StoreEngine, ElaboratesForEveryWidthOfArrayAndBus) {
  for (int columns : {4, 8, 16, 32, 64})
    for (int busBytes : {8, 16, 32, 64}) {
      const StoreEngineShape shape{.columns = columns, .busBytes = busBytes};
      EXPECT_NO_THROW(hdl::emit(StoreEngine(shape))) << columns << " columns, " << busBytes;
    }
}

} // namespace
} // namespace weft
