// softmax_engine_rig.hpp: A softmax engine with its memories, and the model of all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/engines.hpp"
#include "gen/num/random.hpp"
#include "verif/blocks/softmax_engine_agents.hpp"
#include "verif/harness/stream_driver.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft::sim {

using isa::Probabilities;
using num::Nonlinear;

constexpr unsigned kAccumulatorRows = 1024, kBankWords = 1500;

/// `Dut` and the parameters with which it was made.
template <class D, int rows, int columns, int chunk, int lanes, unsigned latency, Nonlinear kind>
struct Shape {
  using Dut = D;
  static constexpr int kRows = rows, kColumns = columns, kChunk = chunk, kLanes = lanes;
  static constexpr unsigned kLatency = latency;
  static constexpr Nonlinear kKind = kind;
};

struct Stalls {
  unsigned command = 0, accumulator = 0;
};

/// A softmax engine, its memories, and the model of both.
template <class S> class Rig {
public:
  explicit Rig(std::uint64_t seed, Stalls stalls = {})
      : random_(seed), remembered_(num::kRememberedRows), sums_(kAccumulatorRows * S::kColumns),
        commands_(bench_.template add<StreamDriver<Probabilities>>(
            bench_.dut.cmd_valid_i, bench_.dut.cmd_ready_o, StallSource(seed, 0, stalls.command),
            [this](const Probabilities& command) { put(command); },
            [this](std::uint64_t noise) { setBits(bench_.dut.cmd_data_i, 0, 64, noise); })),
        memory_(bench_.template add<ScoreMemory<typename S::Dut>>(
            bench_.dut, sums_, unsigned{S::kColumns}, S::kLatency,
            StallSource(seed, 1, stalls.accumulator))),
        receiver_(bench_.template add<Receiver<typename S::Dut>>(bench_.dut, unsigned{S::kRows},
                                                                 kBankWords)) {
    fill(5000);
    bench_.reset();
  }

  typename S::Dut& dut() { return bench_.dut; }
  ClockedBench<typename S::Dut>& clocked() { return bench_; }
  num::Random& random() { return random_; }
  std::vector<std::int32_t>& sums() { return sums_; }
  std::size_t reads() const { return memory_.reads(); }
  std::size_t commandsDone() const { return receiver_.commandsDone(); }

  std::uint32_t draw(std::int64_t low, std::int64_t high) {
    return static_cast<std::uint32_t>(random_.uniform(low, high));
  }

  void fill(std::int64_t sigma) {
    for (std::int32_t& sum : sums_)
      sum = static_cast<std::int32_t>(random_.normal(sigma, 0, INT32_MIN, INT32_MAX));
  }

  ScoreSource source() const {
    return {.sums = sums_,
            .rows = S::kRows,
            .columns = S::kColumns,
            .chunk = S::kChunk,
            .nonlinear = S::kKind};
  }

  /// `rows` rows that see all of `keys` keys, tiles and words side by side; scale about 3 octaves a
  /// standard deviation.
  static Probabilities command(std::uint32_t rows, std::uint32_t keys) {
    return {.accumulatorStride = rows,
            .activationStride = rows,
            .rows = rows,
            .keys = keys,
            .visible = static_cast<std::int32_t>(keys),
            .first = 1,
            .scoreScale = num::scaleFromReal(3.0 * 256 / 5000).word};
  }

  /// A command within both memories; anything about its mask.
  Probabilities randomCommand() {
    const std::uint32_t rows = random_.chance(20) ? draw(100, 128) : draw(1, 20);
    const std::uint32_t tiles = std::min(900 / rows, 12u);
    Probabilities c = command(rows, draw(1, std::int64_t{tiles} * S::kColumns));
    c.accumulatorStride = draw(0, (kAccumulatorRows - rows) / tiles);
    c.accumulatorStart = draw(0, kAccumulatorRows - rows - (tiles - 1) * c.accumulatorStride);
    c.activationStride = draw(0, (kBankWords - rows) / wordsOfRow(c));
    c.activationStart = draw(0, kBankWords - rows - (wordsOfRow(c) - 1) * c.activationStride);
    c.rowStart = random_.chance(50) ? 128 * draw(0, 1) : draw(0, num::kRememberedRows - rows);
    c.causal = draw(0, 1);
    if (random_.chance(60))
      c.visible = static_cast<std::int32_t>(random_.uniform(-150, c.keys + 20));
    else if (random_.chance(30))
      c.visible = random_.chance(50) ? INT32_MAX : INT32_MIN;
    if (random_.chance(20))
      c.scoreScale = num::scaleFromReal(0.01 * static_cast<double>(draw(1, 10000))).word;
    c.first = random_.chance(40) || !allKnown(c);
    return c;
  }

  static std::uint32_t chunksOf(const Probabilities& c) {
    return (c.keys + S::kChunk - 1) / S::kChunk;
  }
  static std::uint32_t wordsOfRow(const Probabilities& c) {
    return chunksOf(c) * (S::kChunk / S::kRows);
  }

  void push(const Probabilities& c) {
    ASSERT_TRUE(isExecutable(c, source()));
    ExpectedCommand expected;
    expected.words = probabilityWords(c, source(), remembered_);
    addSums(c, expected.sums);
    receiver_.expect(std::move(expected));
    commands_.push(c);
    std::fill_n(known_.begin() + c.rowStart, c.rows, true);
  }

  void pushUnchecked(const Probabilities& c) { commands_.push(c); }

  /// At most 100,000 cycles; ends with the cycle in which the `count`th done_o was seen.
  void runUntilCommandsAreDone(std::size_t count) {
    for (int i = 0; i < 100'000 && commandsDone() < count; ++i)
      bench_.tick();
    EXPECT_EQ(commandsDone(), count);
  }

  /// Runs to the end; afterwards the engine must say that it has no command.
  void finish(std::uint64_t limit = 2'000'000, unsigned settle = 60) {
    ASSERT_TRUE(bench_.runUntilDone(limit, settle)) << bench_.violations().first();
    EXPECT_TRUE(bench_.violations().empty()) << bench_.violations().first();
    EXPECT_EQ(dut().state_o, static_cast<unsigned>(isa::State::noCommand));
    EXPECT_FALSE(dut().bad_field_o);
  }

private:
  void put(const Probabilities& command) {
    const std::vector<std::uint32_t> words = isa::encode(command);
    for (unsigned i = isa::kHeaderWords; i < words.size(); ++i)
      setBits(bench_.dut.cmd_data_i, 32 * (i - isa::kHeaderWords), 32, words[i]);
  }

  bool allKnown(const Probabilities& c) const {
    return std::all_of(known_.begin() + c.rowStart, known_.begin() + c.rowStart + c.rows,
                       [](bool known) { return known; });
  }

  /// The row sums chunk by chunk: those of the command cut short after each chunk.
  void addSums(const Probabilities& c, std::vector<RowSum>& sums) {
    std::vector<SoftmaxRow> rows = before_;
    for (std::uint32_t chunk = 0; chunk < chunksOf(c); ++chunk) {
      Probabilities cut = c;
      cut.keys = std::min<std::uint32_t>(c.keys, (chunk + 1) * S::kChunk);
      rows = before_;
      probabilityWords(cut, source(), rows);
      for (unsigned row = c.rowStart; row < c.rowStart + c.rows; ++row)
        sums.push_back({row, rows[row].sum()});
    }
    before_ = remembered_;
  }

  num::Random random_;
  std::vector<SoftmaxRow> remembered_;
  std::vector<SoftmaxRow> before_ = remembered_; ///< the newest command
  std::vector<bool> known_ = std::vector<bool>(num::kRememberedRows);
  std::vector<std::int32_t> sums_;
  ClockedBench<typename S::Dut> bench_;
  StreamDriver<Probabilities>& commands_;
  ScoreMemory<typename S::Dut>& memory_;
  Receiver<typename S::Dut>& receiver_;
};

} // namespace weft::sim
