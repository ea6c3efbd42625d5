// softmax_engine_test.cpp: The softmax engine's model on hand-placed scores.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax_engine/softmax_engine.hpp"
#include "gen/blocks/softmax_engine/softmax_engine_model.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

#include <array>

namespace weft {
namespace {

constexpr int kColumns = 4, kRows = 8, kChunk = 16;
constexpr std::uint32_t kAccumulatorRows = 64;

/// Two rows of scores, tile after tile: key k of row m is -256 k - 1000 m, one octave a key.
struct Chip {
  std::vector<std::int32_t> sums =
      std::vector<std::int32_t>(std::size_t{kAccumulatorRows} * kColumns, 12345);
  std::vector<SoftmaxRow> remembered = std::vector<SoftmaxRow>(num::kRememberedRows);

  explicit Chip(int keys = 0) {
    for (int row = 0; row < 2; ++row)
      for (int key = 0; key < keys; ++key)
        sumAt(3 + key / kColumns * 5 + row, key % kColumns) = scoreOf(row, key);
  }
  std::int32_t& sumAt(int row, int lane) {
    return sums[static_cast<std::size_t>(row) * kColumns + static_cast<std::size_t>(lane)];
  }
  static std::int32_t scoreOf(int row, int key) { return -256 * key - 1000 * row; }

  ScoreSource source() const {
    return {.sums = sums, .rows = kRows, .columns = kColumns, .chunk = kChunk};
  }
  std::vector<AlignedWord> words(const isa::Probabilities& command) {
    return probabilityWords(command, source(), remembered);
  }
};

/// Of `keys` keys, all of which both rows see; the scale is 1.
isa::Probabilities twoRows(std::uint32_t keys) {
  return {.accumulatorStart = 3,
          .accumulatorStride = 5,
          .activationStart = 100,
          .activationStride = 7,
          .rows = 2,
          .keys = keys,
          .visible = static_cast<std::int32_t>(keys),
          .first = 1,
          .rowStart = 254,
          .scoreScale = num::scaleFromReal(1.0).word};
}

/// What the softmax says of the scores, split into words: chunks outer, then rows, then words.
TEST(SoftmaxEngineModel, SplitsChunksIntoWords) {
  constexpr int kKeys = 20;
  Chip chip(kKeys);
  const auto words = chip.words(twoRows(kKeys));
  const std::array<std::uint64_t, 8> places = {100, 107, 101, 108, 114, 121, 115, 122};
  ASSERT_EQ(words.size(), places.size());
  for (int row = 0; row < 2; ++row) {
    std::vector<std::int32_t> scores(kKeys);
    for (int key = 0; key < kKeys; ++key)
      scores[static_cast<std::size_t>(key)] = Chip::scoreOf(row, key);
    std::vector<std::uint8_t> p(kKeys);
    std::array<std::int16_t, 2> exponents{};
    const SoftmaxRow want =
        softmaxRow(scores, num::scaleFromReal(1.0), kChunk, num::Nonlinear::accurate, p, exponents);
    p.resize(std::size_t{2} * kChunk); // keys beyond the command: 0
    for (std::size_t byte = 0; byte < p.size(); ++byte) {
      const std::size_t chunk = byte / kChunk, word = byte % kChunk / kRows;
      EXPECT_EQ(words[chunk * 4 + static_cast<std::size_t>(row) * 2 + word].bytes[byte % kRows],
                p[byte]);
    }
    const SoftmaxRow& is = chip.remembered[254 + static_cast<std::size_t>(row)];
    EXPECT_EQ(is.sum(), want.sum());
    EXPECT_EQ(is.exponent(), want.exponent());
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_EQ(words[i].place, places[i]);
    EXPECT_EQ(words[i].alignment.row, 0);
    EXPECT_EQ(words[i].alignment.chunk, i < 4 ? 0 : 16) << "16 octaves below the chunk before";
  }
}

TEST(SoftmaxEngineModel, ContinuesRowsUntilTheyBeginAnew) {
  constexpr std::uint32_t kKeys = kChunk;
  Chip chip(kKeys);
  chip.words(twoRows(kKeys));
  const std::uint32_t once = chip.remembered[254].sum();
  auto again = twoRows(kKeys);
  again.first = 0;
  chip.words(again);
  EXPECT_EQ(chip.remembered[254].sum(), 2 * once);
  chip.words(twoRows(kKeys));
  EXPECT_EQ(chip.remembered[254].sum(), once);
  again.first = 1;
  again.visible = -1;
  for (const AlignedWord& word : chip.words(again))
    EXPECT_EQ(word.bytes, std::vector<std::uint8_t>(kRows));
  EXPECT_TRUE(chip.remembered[254].empty());
}

TEST(SoftmaxEngineModel, CountsVisibleKeys) {
  auto command = twoRows(40);
  const auto seen = [&](std::uint32_t chunk, std::uint32_t row) {
    return visibleKeys(command, kChunk, chunk, row);
  };
  EXPECT_EQ(seen(0, 1), 16);
  EXPECT_EQ(seen(2, 1), 8);
  command.visible = 15;
  EXPECT_EQ(seen(0, 127), 15);
  command.causal = 1;
  EXPECT_EQ(seen(0, 0), 15);
  EXPECT_EQ(seen(0, 1), 16);
  EXPECT_EQ(seen(1, 1), 0);
  EXPECT_EQ(seen(1, 2), 1);
  EXPECT_EQ(seen(2, 127), 8) << "no more than the command has";
  command.visible = INT32_MIN;
  EXPECT_EQ(seen(0, 127), 0);
  command.visible = INT32_MAX;
  EXPECT_EQ(seen(1, 127), 16);
}

TEST(SoftmaxEngineModel, RefusesWhatCannotBeExecuted) {
  const Chip chip;
  const auto executable = [&](const isa::Probabilities& c) {
    return isExecutable(c, chip.source());
  };
  EXPECT_TRUE(executable(twoRows(20)));
  auto beyond = twoRows(20);
  beyond.accumulatorStart = kAccumulatorRows - 4 * beyond.accumulatorStride - beyond.rows;
  EXPECT_TRUE(executable(beyond));
  ++beyond.accumulatorStart;
  EXPECT_FALSE(executable(beyond));
  beyond.visible = 16;
  EXPECT_TRUE(executable(beyond)) << "its last row is not needed";
  auto rows = twoRows(20);
  ++rows.rowStart;
  EXPECT_FALSE(executable(rows));
  auto keys = twoRows(kMostSharedKeys + 1);
  keys.visible = 0;
  EXPECT_FALSE(executable(keys));
  --keys.keys;
  EXPECT_TRUE(executable(keys));
  auto scale = twoRows(20);
  scale.scoreScale = num::Scale::make(1, num::kSmallestScoreShift - 1).word;
  EXPECT_FALSE(executable(scale));
  EXPECT_THROW(Chip().words(scale), InternalError);
}

} // namespace
} // namespace weft
