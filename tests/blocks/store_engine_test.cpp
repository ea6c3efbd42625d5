// store_engine_test.cpp: The store engine's model on hand-placed values, its hardware's text.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine.hpp"
#include "gen/blocks/store_engine/store_engine_model.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/layout.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/random.hpp"

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

/// What hardware computes of a value: the output pipeline with the factor as scale word.
std::int32_t pipelineOutput(std::int32_t value, RowFactor factor) {
  const num::Scale scale{static_cast<std::uint32_t>(factor.shift) << num::Scale::kMultiplierBits |
                         factor.multiplier};
  return outputValue(value, 0, scale, Activation::none, OutputType::int8, {},
                     num::Nonlinear::accurate);
}

TEST(DivideModel, IsTheOutputPipelineWithEveryShift) {
  constexpr std::array<std::int32_t, 9> kValues = {INT32_MIN, INT32_MIN + 1, -129, -1,       0,
                                                   1,         127,           128,  INT32_MAX};
  constexpr std::uint32_t kTop = (1U << num::kFactorBits) - 1;
  num::Random random(31);
  for (int shift = 0; shift <= num::Scale::kMaxShift; ++shift) {
    for (const std::int32_t value : kValues)
      for (const std::uint32_t multiplier : {0U, 1U, 1U << 16, kTop})
        ASSERT_EQ(attentionOutput(value, {multiplier, shift}),
                  pipelineOutput(value, {multiplier, shift}))
            << value << " * " << multiplier << " >> " << shift;
    for (int trial = 0; trial < 5000; ++trial) {
      const auto value = static_cast<std::int32_t>(random.bits()) >> random.below(32);
      const RowFactor factor{static_cast<std::uint32_t>(random.below(kTop + 1)), shift};
      ASSERT_EQ(attentionOutput(value, factor), pipelineOutput(value, factor))
          << value << " * " << factor.multiplier << " >> " << shift;
    }
  }
}

/// Of a row that has a key, the factor that six bits hold gives what the whole one gives.
TEST(DivideModel, LosesNothingWithTheHighBitsOfAShift) {
  num::Random random(32);
  for (int trial = 0; trial < 100'000; ++trial) {
    const auto sum =
        static_cast<std::uint32_t>(random.bits() >> (32 + random.below(17))) | 1U << 15;
    const num::Scale scale{static_cast<std::uint32_t>(random.bits())};
    const auto value = static_cast<std::int32_t>(random.bits()) >> random.below(32);
    ASSERT_EQ(attentionOutput(value, rowFactor(sum, scale)),
              pipelineOutput(value, factorOfRow(sum, scale)))
        << value << " / " << sum << " * " << scale.word;
  }
}

/// A probability of 1 for one key: 255 with 8 guard bits in the sum, 4 in the value.
TEST(DivideModel, DividesRowsByTheirSums) {
  const std::vector<std::int32_t> sums = {255 * 16, -255 * 32, 255 * 48, 255 * 64, 9, 9,
                                          9,        9,         255 * 80, 255 * 96, 0, 0};
  const std::vector<std::uint32_t> rowSums = {0, 255 << 8, 0};
  isa::Divide divide;
  divide.columns = 6;
  divide.count1 = 2;
  divide.stride1 = 16;
  divide.accumulatorStride = 2;
  divide.rowStart = 1;
  divide.outputScale = num::scaleFromReal(1.0).word;
  const DivideSource source{sums, rowSums, kColumns};
  EXPECT_FALSE(staysOnChip(divide, source)) << "the second row's second tile is row 3";
  divide.accumulatorStride = 1;
  EXPECT_TRUE(staysOnChip(divide, source));
  divide.accumulatorStride = 2;
  divide.count1 = 1;
  const auto runs = storedRuns(divide, source);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].bytes, (std::vector<std::uint8_t>{1, 0xfe, 3, 4, 5, 6}));
  divide.start = 7;
  divide.wordStep = 3;
  const auto words = placedWords(divide, source, 4);
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[1], (PlacedWord{10, {5, 6, 0, 0}}));
  divide.rowStart = 2;
  EXPECT_EQ(storedRuns(divide, source)[0].bytes, std::vector<std::uint8_t>(6)) << "no key";
  divide.rowStart = 3;
  EXPECT_FALSE(staysOnChip(divide, source));
  EXPECT_THROW(storedRuns(divide, source), InternalError);
}

/// Sums of row r are r in lane 0, -r in lane 1; scale 1.
struct Lines {
  std::vector<std::int32_t> sums;
  std::vector<ChannelRecord> channels;

  explicit Lines(int rows) : channels(2, {0, num::scaleFromReal(1.0)}) {
    for (int row = 0; row < rows; ++row)
      sums.insert(sums.end(), {row, -row});
  }

  StoreSource source() const { return {sums, channels, 2}; }

  std::vector<int> pooled(const isa::Pool& pool) const {
    std::vector<int> values;
    for (const StoredRun& run : storedRuns(pool, source()))
      for (const std::uint8_t byte : run.bytes)
        values.push_back(static_cast<std::int8_t>(byte));
    return values;
  }
};

TEST(PoolModel, TakesTheLargestOfEachWindow) {
  isa::Pool pool;
  pool.columns = 2;
  pool.count1 = pool.count2 = 2;
  pool.sourceRows = 4;
  pool.sourceColumns = 5;
  const Lines lines(20);
  EXPECT_EQ(lines.pooled(pool), (std::vector<int>{6, 0, 8, -2, 16, -10, 18, -12}));
  pool.window = 3;
  EXPECT_EQ(lines.pooled(pool), (std::vector<int>{12, 0, 14, -2, 17, -10, 19, -12}))
      << "below the last line there is nothing more";
  pool.padTop = pool.padLeft = 1;
  EXPECT_EQ(lines.pooled(pool), (std::vector<int>{6, 0, 8, -1, 16, -5, 18, -6}));
  pool.activation = Activation::relu;
  EXPECT_EQ(lines.pooled(pool), (std::vector<int>{6, 0, 8, 0, 16, 0, 18, 0}));
}

TEST(PoolModel, KnowsWhatStaysOnChip) {
  isa::Pool pool;
  pool.window = 3;
  pool.count1 = pool.count2 = 2;
  pool.padTop = pool.padLeft = 1;
  pool.sourceRows = 9;
  pool.sourceColumns = 10;
  const Lines enough(3 * 10 + 4), less(3 * 10 + 3);
  EXPECT_TRUE(staysOnChip(pool, enough.source())) << "lines 0 to 3, columns 0 to 3";
  EXPECT_FALSE(staysOnChip(pool, less.source()));
  pool.parameterStart = 1;
  EXPECT_FALSE(staysOnChip(pool, enough.source()));
}

/// The engine reads all its commands alike.
TEST(StoreEngine, FindsTheFieldsOfItsOtherCommandsWhereAStoreHasThem) {
  const auto placeOf = [](const auto& layout, const std::string& name) {
    for (const auto& member : layout.members)
      if (member.field.name == name)
        return std::pair(member.field.word, member.field.low);
    ADD_FAILURE() << name;
    return std::pair(0, 0);
  };
  const auto& store = isa::layoutOf<isa::Store>();
  const auto& divide = isa::layoutOf<isa::Divide>();
  for (const auto& member : divide.members) {
    const std::string& name = member.field.name;
    const std::string like = name == "row_start"      ? "parameter_start"
                             : name == "output_scale" ? "second_scale"
                                                      : name;
    EXPECT_EQ(placeOf(divide, name), placeOf(store, like)) << name;
  }
  for (const auto& member : isa::layoutOf<isa::Pool>().members)
    EXPECT_TRUE(member.field.word >= 14 || placeOf(store, member.field.name) ==
                                               std::pair(member.field.word, member.field.low));
  EXPECT_EQ(isa::numberOf(OutputType::int8), 0U);
  EXPECT_EQ(isa::numberOf(Activation::none), 0U);
}

TEST(StoreEngine, ElaboratesForEveryWidthOfArrayAndBus) {
  for (const auto attention : {num::AttentionUnit::dedicated, num::AttentionUnit::shared})
    for (int columns : {4, 8, 16, 32, 64})
      for (int busBytes : {8, 16, 32, 64}) {
        const StoreEngineShape shape{
            .columns = columns, .busBytes = busBytes, .attention = attention};
        EXPECT_NO_THROW(hdl::emit(StoreEngine(shape))) << columns << " columns, " << busBytes;
      }
}

} // namespace
} // namespace weft
