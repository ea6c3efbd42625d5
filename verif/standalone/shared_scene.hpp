// shared_scene.hpp: Attention on the array, command by command, and what it must give.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driver.hpp"
#include "reference.hpp"

#include <algorithm>

/// One head of `kL` queries over `kS` keys in two blocks, the first of whole chunks. Query i sees
/// the keys up to kS - kL + i.
class SharedScene {
public:
  SharedScene(std::uint32_t memory, bool ibert) : q_(memory), ibert_(ibert) {}

  void write(Accelerator& weft) const {
    for (std::uint32_t i = 0; i < (kL + 2 * kS) * kPitch; ++i)
      weft.poke(q_ + i, static_cast<std::int8_t>(37 * i + 11 * (i / kPitch) * i));
    for (std::uint32_t i = 0; i < kR * kC; ++i)
      weft.poke(zeros() + i, std::int8_t{0});
  }

  std::vector<Command> commands() const {
    std::vector<Command> all = {loadQueries()};
    for (const Block& block : {kFirst, kSecond}) {
      addKeys(all, block);
      addValues(all, block);
    }
    SET(all.back(), HEADER_SIGNAL, kLoaded);
    for (const Block& block : {kFirst, kSecond}) {
      all.push_back(scores(block));
      all.push_back(probabilities(block));
      addWeighing(all, block);
    }
    all.push_back(divide());
    return all;
  }

  std::uint32_t wrong(const Accelerator& weft) const {
    std::uint32_t wrong = 0;
    for (std::uint32_t i = 0; i < kL; ++i) {
      const std::vector<std::int64_t> expected = row(weft, i);
      for (std::uint32_t d = 0; d < kD; ++d)
        wrong += weft.peek<std::int8_t>(out() + i * kPitch + d) != expected[d];
    }
    return wrong;
  }

  static constexpr std::uint32_t values() { return kL * kD; }
  std::uint32_t end() const { return zeros() + pitchOf(kR * kC); }

private:
  static constexpr std::uint32_t kR = WEFT_ARRAY_ROWS, kC = WEFT_ARRAY_COLUMNS,
                                 kChunk = WEFT_ATTENTION_CHUNK_KEYS;
  static constexpr std::uint32_t kL = 7, kD = 11, kS = 2 * kChunk + 5;
  static constexpr std::uint32_t kPitch = pitchOf(kD);
  static constexpr std::uint32_t kTilesK = (kD + kR - 1) / kR, kTilesN = (kD + kC - 1) / kC;
  static constexpr std::uint32_t kSide = std::max(kR, kC);
  static constexpr std::uint32_t kKeyTile = (kD + kSide - 1) / kSide * kSide;         ///< words
  static constexpr std::uint32_t kLoaded = 1, kScored = 2, kShared = 4, kWeighed = 8; ///< tokens
  static constexpr std::uint32_t kSums = 0; ///< first row of the weighted values
  static constexpr double kScoreScale = 0.05, kOutputScale = 1.7;

  /// Keys from `first` on, and where on chip their operands lie.
  struct Block {
    std::uint32_t first, keys;
    std::uint32_t keyWord, valueWord, scoreRow, shareWord;
    std::uint32_t chunks() const { return (keys + kChunk - 1) / kChunk; }
    std::uint32_t shareTiles() const { return chunks() * (kChunk / kR); }
  };
  static constexpr std::uint32_t kKeyWords = 3 * kChunk / kC * kKeyTile, kScoreRows = kTilesN * kL,
                                 kShares = kTilesK * kL;
  static constexpr Block kFirst{0, 2 * kChunk, 0, kKeyWords, kScoreRows, kShares};
  static constexpr Block kSecond{2 * kChunk,
                                 kS - 2 * kChunk,
                                 2 * kChunk / kC* kKeyTile,
                                 kKeyWords + 2 * kChunk* kTilesN,
                                 kScoreRows + 2 * kChunk / kC* kL,
                                 kShares + 2 * kChunk / kR* kL};

  Command loadQueries() const {
    Command command = runs(COMMAND(LOAD, 0, 0), q_, kL);
    SET(command, LOAD_DESTINATION, WEFT_LOAD_DESTINATION_ACTIVATIONS);
    SET(command, LOAD_COUNT2, 1);
    SET(command, LOAD_WORD_STEP, kL);
    SET(command, LOAD_STEP1, 1);
    return command;
  }

  /// `count` rows of a head, one behind the other; LOAD and TRANSPOSE have these fields in common.
  static Command runs(Command command, std::uint32_t from, std::uint32_t count) {
    SET(command, LOAD_OFFSET, from);
    SET(command, LOAD_BYTES, kD);
    SET(command, LOAD_COUNT1, count);
    SET(command, LOAD_STRIDE1, kPitch);
    SET(command, LOAD_COUNT3, 1);
    return command;
  }

  /// A tile of keys a command.
  void addKeys(std::vector<Command>& all, const Block& block) const {
    for (std::uint32_t key = 0; key < block.keys; key += kC) {
      Command command = runs(COMMAND(TRANSPOSE, 0, 0), k() + (block.first + key) * kPitch,
                             std::min(kC, block.keys - key));
      SET(command, TRANSPOSE_COUNT2, 1);
      SET(command, TRANSPOSE_START, block.keyWord + key / kC * kKeyTile);
      all.push_back(command);
    }
  }

  /// A tile of values a command; zeros stand for those that a chunk lacks.
  void addValues(std::vector<Command>& all, const Block& block) const {
    for (std::uint32_t tile = 0; tile < block.shareTiles(); ++tile) {
      const std::uint32_t start = block.valueWord + tile * kTilesN * kR;
      const std::uint32_t before = std::min(block.keys, tile * kR);
      const std::uint32_t count = std::min(kR, block.keys - before);
      if (count < kR)
        all.push_back(noValues(start + count, kR - count));
      if (count == 0)
        continue;
      Command command = runs(COMMAND(LOAD, 0, 0), v() + (block.first + before) * kPitch, count);
      SET(command, LOAD_DESTINATION, WEFT_LOAD_DESTINATION_WEIGHTS);
      SET(command, LOAD_COUNT2, 1);
      SET(command, LOAD_START, start);
      SET(command, LOAD_WORD_STEP, kR);
      SET(command, LOAD_STEP1, 1);
      all.push_back(command);
    }
  }

  Command noValues(std::uint32_t start, std::uint32_t words) const {
    Command command = COMMAND(LOAD, 0, 0);
    SET(command, LOAD_DESTINATION, WEFT_LOAD_DESTINATION_WEIGHTS);
    SET(command, LOAD_OFFSET, zeros());
    SET(command, LOAD_BYTES, words * kC);
    SET(command, LOAD_COUNT1, kTilesN);
    SET(command, LOAD_COUNT2, 1);
    SET(command, LOAD_COUNT3, 1);
    SET(command, LOAD_START, start);
    SET(command, LOAD_WORD_STEP, 1);
    SET(command, LOAD_STEP1, kR);
    return command;
  }

  static Command scores(const Block& block) {
    Command command = COMMAND(MATMUL, block.first == 0 ? kLoaded : 0, kScored);
    SET(command, MATMUL_ACTIVATION_SIGNED, 1);
    SET(command, MATMUL_WEIGHT_SIGNED, 1);
    SET(command, MATMUL_WEIGHT_BITS, 8);
    SET(command, MATMUL_ROWS, kL);
    SET(command, MATMUL_K_TILES, kTilesK);
    SET(command, MATMUL_N_TILES, (block.keys + kC - 1) / kC);
    SET(command, MATMUL_ACTIVATION_STRIDE, kL);
    SET(command, MATMUL_WEIGHT_START, block.keyWord);
    SET(command, MATMUL_WEIGHT_K_STRIDE, kR);
    SET(command, MATMUL_WEIGHT_N_STRIDE, kKeyTile);
    SET(command, MATMUL_ACCUMULATOR_START, block.scoreRow);
    SET(command, MATMUL_ACCUMULATOR_STRIDE, kL);
    return command;
  }

  static Command probabilities(const Block& block) {
    Command command = COMMAND(PROBABILITIES, kScored, kShared);
    SET(command, PROBABILITIES_FIRST, block.first == 0 ? 1 : 0);
    SET(command, PROBABILITIES_CAUSAL, 1);
    SET(command, PROBABILITIES_VISIBLE, kS - kL + 1 - block.first);
    SET(command, PROBABILITIES_ROWS, kL);
    SET(command, PROBABILITIES_KEYS, block.keys);
    SET(command, PROBABILITIES_ACTIVATION_START, block.shareWord);
    SET(command, PROBABILITIES_ACTIVATION_STRIDE, kL);
    SET(command, PROBABILITIES_ACCUMULATOR_START, block.scoreRow);
    SET(command, PROBABILITIES_ACCUMULATOR_STRIDE, kL);
    SET(command, PROBABILITIES_SCORE_SCALE, reference::scaleOf(kScoreScale).word);
    return command;
  }

  /// One n tile a command, as a chunk of several k tiles wants it.
  static void addWeighing(std::vector<Command>& all, const Block& block) {
    for (std::uint32_t n = 0; n < kTilesN; ++n) {
      const bool ends = block.first > 0 && n + 1 == kTilesN;
      Command command = COMMAND(WEIGH, n == 0 ? kShared : 0, ends ? kWeighed : 0);
      SET(command, WEIGH_ACCUMULATE, block.first == 0 ? 0 : 1);
      SET(command, WEIGH_ROWS, kL);
      SET(command, WEIGH_K_TILES, block.shareTiles());
      SET(command, WEIGH_N_TILES, 1);
      SET(command, WEIGH_ACTIVATION_START, block.shareWord);
      SET(command, WEIGH_ACTIVATION_STRIDE, kL);
      SET(command, WEIGH_WEIGHT_START, block.valueWord + n * kR);
      SET(command, WEIGH_WEIGHT_K_STRIDE, kTilesN * kR);
      SET(command, WEIGH_ACCUMULATOR_START, kSums + n * kL);
      all.push_back(command);
    }
  }

  Command divide() const {
    Command command = COMMAND(DIVIDE, kWeighed, 0);
    SET(command, DIVIDE_OFFSET, out());
    SET(command, DIVIDE_COLUMNS, kD);
    SET(command, DIVIDE_COUNT1, kL);
    SET(command, DIVIDE_STRIDE1, kPitch);
    SET(command, DIVIDE_COUNT2, 1);
    SET(command, DIVIDE_COUNT3, 1);
    SET(command, DIVIDE_ACCUMULATOR_START, kSums);
    SET(command, DIVIDE_ACCUMULATOR_STRIDE, kL);
    SET(command, DIVIDE_OUTPUT_SCALE, reference::scaleOf(kOutputScale).word);
    return command;
  }

  static std::int64_t at(const Accelerator& weft, std::uint32_t tensor, std::uint32_t row,
                         std::uint32_t d) {
    return weft.peek<std::int8_t>(tensor + row * kPitch + d);
  }

  std::vector<std::int64_t> row(const Accelerator& weft, std::uint32_t i) const {
    const auto score = [&](std::uint32_t j) {
      std::int64_t sum = 0;
      for (std::uint32_t d = 0; d < kD; ++d)
        sum += at(weft, q_, i, d) * at(weft, k(), j, d);
      return sum;
    };
    return reference::attentionRow(
        {reference::scaleOf(kScoreScale), ibert_}, reference::scaleOf(kOutputScale),
        kS - kL + 1 + i, kChunk, kD, score,
        [&](std::uint32_t j, std::uint32_t d) { return at(weft, v(), j, d); });
  }

  std::uint32_t k() const { return q_ + kL * kPitch; }
  std::uint32_t v() const { return k() + kS * kPitch; }
  std::uint32_t out() const { return v() + kS * kPitch; }
  std::uint32_t zeros() const { return out() + kL * kPitch; }

  std::uint32_t q_; ///< where everything begins
  bool ibert_;
};
