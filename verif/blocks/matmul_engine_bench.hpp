// matmul_engine_bench.hpp: Random commands, and what benches expect of a matmul engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/convolve_model.hpp"
#include "verif/blocks/matmul_engine_agents.hpp"
#include "verif/harness/stream_driver.hpp"

#include <gtest/gtest.h>

#include <random>
#include <variant>

namespace weft {

template <class D, int rows, int columns, unsigned latency_, int chunk = 0,
          num::Dataflow dataflow = num::Dataflow::weightStationary>
struct MatmulShape {
  using Dut = D;
  static constexpr ArrayShape kArray{rows, columns};
  static constexpr num::Dataflow kDataflow = dataflow;
  static constexpr bool kSumsStay = dataflow == num::Dataflow::outputStationary;
  static constexpr bool kNothingStays = dataflow == num::Dataflow::noLocalReuse;
  static constexpr unsigned kWeightsAtOnce = kNothingStays ? rows : 1;
  static constexpr bool kRowsStay = dataflow == num::Dataflow::rowStationary;
  static constexpr ArrayTiming kTiming = arrayTiming(kArray, dataflow);
  static constexpr unsigned kLatency = latency_;
  static constexpr bool kIsShared = chunk > 0;
  static constexpr auto kAttention =
      kIsShared ? num::AttentionUnit::shared : num::AttentionUnit::dedicated;
  static constexpr unsigned kRowLatency = rowLatency(latency_, kAttention);
  static constexpr int kChunk = chunk;
  static constexpr unsigned kParts = kIsShared ? chunk / rows : 1;
};

template <class D, int rows, int columns, unsigned latency>
using SumsStayShape = MatmulShape<D, rows, columns, latency, 0, num::Dataflow::outputStationary>;

template <class D, int rows, int columns, unsigned latency>
using NothingStaysShape = MatmulShape<D, rows, columns, latency, 0, num::Dataflow::noLocalReuse>;

template <class D, int rows, int columns, unsigned latency>
using RowsStayShape = MatmulShape<D, rows, columns, latency, 0, num::Dataflow::rowStationary>;

using MatmulCommand = std::variant<isa::Matmul, isa::Weigh, isa::Convolve>;

inline constexpr int kActivationWords = 256, kWeightWords = 512, kAccumulatorRows = 256;

template <class S> class MatmulEngineBench : public ::testing::Test {
protected:
  static constexpr unsigned kRows = S::kArray.rows;
  static constexpr unsigned kColumns = S::kArray.columns;

  MatmulEngineBench() {
    fill(scratchpad_.activations, kActivationWords, kRows);
    fill(scratchpad_.weights, kWeightWords, kColumns);
    alignWords();
  }

  /// Every alignment that there is, then any.
  void alignWords() {
    for (int shift = 0; shift <= num::kMostAlignment; ++shift) {
      alignments_.push_back({shift, 0});
      alignments_.push_back({0, shift});
    }
    while (alignments_.size() < kActivationWords)
      alignments_.push_back({0, static_cast<int>(draw(0, 12))});
    std::shuffle(alignments_.begin(), alignments_.end(), std::mt19937(1));
  }

  void fill(ByteBank& bank, std::size_t words, unsigned bytes) {
    std::vector<std::int8_t> word(bytes);
    for (std::size_t address = 0; address < words; ++address) {
      for (std::int8_t& byte : word)
        byte = static_cast<std::int8_t>(random_.uniform(-128, 127));
      bank.write(address, word);
    }
  }

  std::uint32_t draw(std::uint32_t low, std::uint32_t high) {
    return static_cast<std::uint32_t>(random_.uniform(low, high));
  }

  /// A command inside the memories that works on rows [base, base + 128) of the accumulator.
  isa::Matmul randomCommand(std::uint32_t base) {
    isa::Matmul c;
    c.accumulate = draw(0, 1);
    c.rows = draw(1, 3 * kRows < 42 ? 3 * kRows : 42);
    c.kTiles = draw(1, 4);
    c.nTiles = draw(1, 3);
    c.activationStride = draw(0, (kActivationWords - c.rows) / c.kTiles);
    c.activationStart = draw(0, kActivationWords - c.rows - (c.kTiles - 1) * c.activationStride);
    const std::uint32_t third = (kWeightWords - kRows) / 3;
    c.weightKStride = draw(0, third / c.kTiles);
    c.weightNStride = draw(0, third / c.nTiles);
    c.weightStart = draw(0, third);
    if (S::kNothingStays)
      for (std::uint32_t* place : {&c.weightStart, &c.weightKStride, &c.weightNStride})
        *place -= *place % kRows;
    c.accumulatorStride = draw(0, 128 / c.nTiles);
    c.accumulatorStride = std::min(c.accumulatorStride, (128 - c.rows) / c.nTiles);
    c.accumulatorStart = base + draw(0, 128 - c.rows - (c.nTiles - 1) * c.accumulatorStride);
    if (S::kSumsStay && !sumsTileByTile(c))
      c.accumulate = 1;
    return c;
  }

  /// A command of one tile, or of n tiles that overlap, so that the next one follows at once.
  isa::Matmul backToBack(std::uint32_t start, bool accumulate) {
    isa::Matmul c;
    c.accumulate = accumulate ? 1 : 0;
    c.rows = 40;
    c.nTiles = draw(1, 2);
    c.weightNStride = S::kNothingStays ? kRows : draw(0, kRows);
    c.accumulatorStart = start;
    c.accumulatorStride = c.rows - draw(0, 3);
    return c;
  }

  /// The row behind the last one that a command writes.
  static std::uint32_t endOf(const isa::Matmul& c) {
    return c.accumulatorStart + (c.nTiles - 1) * c.accumulatorStride + c.rows;
  }

  /// `command` on the pins.
  static void put(typename S::Dut& dut, const MatmulCommand& command) {
    const auto words = std::visit([](const auto& c) { return isa::encode(c); }, command);
    if constexpr (S::kIsShared || S::kRowsStay)
      dut.cmd_opcode_i = static_cast<std::uint8_t>(isa::opcodeOf(words[0]));
    for (unsigned i = isa::kHeaderWords; i < words.size(); ++i)
      sim::setBits(dut.cmd_data_i, 32 * (i - isa::kHeaderWords), 32, words[i]);
  }

  /// Runs the commands on sums_; afterwards endings_ and vectorCycles_ say what happened.
  void run(const std::vector<MatmulCommand>& commands, unsigned pausePercent = 0) {
    sim::ClockedBench<typename S::Dut> bench;
    auto& memories = bench.template add<Memories<S>>(bench.dut, scratchpad_, alignments_, sums_);
    auto& watcher = bench.template add<Watcher<S>>(bench.dut, memories, commands.size());
    auto& driver = bench.template add<sim::StreamDriver<MatmulCommand>>(
        bench.dut.cmd_valid_i, bench.dut.cmd_ready_o, sim::StallSource(9, 0, pausePercent),
        [&](const MatmulCommand& command) { put(bench.dut, command); },
        [&](std::uint64_t noise) { sim::setBits(bench.dut.cmd_data_i, 0, 64, noise); });
    for (const MatmulCommand& command : commands)
      driver.push(command);
    bench.reset();
    ASSERT_TRUE(bench.runUntilDone(2000000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
    endings_ = watcher.endings();
    vectorCycles_ = memories.vectorCycles();
  }

  /// What the command must leave in expected_; returns how many rows it writes.
  std::size_t expect(const isa::Matmul& c) {
    EXPECT_TRUE(isInside(c, S::kArray, scratchpad_, expected_));
    runMatmul(c, S::kArray, scratchpad_, expected_);
    return std::size_t{c.rows} * (S::kSumsStay ? 1 : c.kTiles) * c.nTiles;
  }
  std::size_t expect(const isa::Weigh& c) {
    EXPECT_TRUE(isInside(c, S::kArray, S::kChunk, scratchpad_, expected_));
    runWeigh(c, S::kArray, S::kChunk, scratchpad_, alignments_, expected_);
    return std::size_t{c.rows} * c.kTiles / S::kParts * c.nTiles;
  }

  std::size_t expect(const isa::Convolve& c) {
    EXPECT_TRUE(isInside(c, S::kArray, scratchpad_, expected_));
    runConvolve(c, S::kArray, scratchpad_, expected_);
    return std::size_t{c.lines} * c.columns * c.kTiles * c.nTiles;
  }

  /// Runs the commands, all of them good, and compares every row.
  void check(const std::vector<MatmulCommand>& commands, unsigned pausePercent = 0) {
    run(commands, pausePercent);
    ASSERT_EQ(endings_.size(), commands.size());
    std::size_t rowsSoFar = 0;
    for (std::size_t i = 0; i < commands.size(); ++i) {
      rowsSoFar += std::visit([&](const auto& c) { return expect(c); }, commands[i]);
      EXPECT_TRUE(endings_[i].good);
      EXPECT_EQ(endings_[i].rowsWritten, rowsSoFar) << "done follows the last sum";
    }
    expectSums(0, kAccumulatorRows);
  }

  void expectSums(std::size_t first, std::size_t count) {
    for (std::size_t row = first; row < first + count; ++row)
      for (std::size_t c = 0; c < kColumns; ++c)
        ASSERT_EQ(sums_.row(row)[c], expected_.row(row)[c]) << "row " << row << " column " << c;
  }

  num::Random random_{17};
  ScratchpadModel scratchpad_{ByteBank(kActivationWords, kRows), ByteBank(kWeightWords, kColumns)};
  std::vector<Alignment> alignments_;
  AccumulatorModel sums_{kAccumulatorRows, kColumns};
  AccumulatorModel expected_{kAccumulatorRows, kColumns};
  std::vector<Ending> endings_;
  std::vector<std::uint64_t> vectorCycles_;
};

} // namespace weft
