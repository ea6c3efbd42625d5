// matmul_engine_bench.cpp: The Verilated engine against the tiled product, values and cycles.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/matmul_engine_agents.hpp"
#include "verif/harness/stream_driver.hpp"

#include "Vmatmul_engine_s16x16.h"
#include "Vmatmul_engine_s4x4.h"
#include "Vmatmul_engine_s4x8.h"
#include "Vmatmul_engine_s8x4.h"

#include <gtest/gtest.h>

namespace weft {
namespace {

template <class D, int rows, int columns, unsigned latency_> struct Shape {
  using Dut = D;
  static constexpr ArrayShape kArray{rows, columns};
  static constexpr unsigned kLatency = latency_;
};

using Shapes =
    ::testing::Types<Shape<Vmatmul_engine_s4x4, 4, 4, 1>, Shape<Vmatmul_engine_s4x8, 4, 8, 2>,
                     Shape<Vmatmul_engine_s8x4, 8, 4, 1>, Shape<Vmatmul_engine_s16x16, 16, 16, 2>>;

constexpr int kActivationWords = 256, kWeightWords = 512, kAccumulatorRows = 256;

template <class S> class MatmulEngineBench : public ::testing::Test {
protected:
  static constexpr unsigned kRows = S::kArray.rows;
  static constexpr unsigned kColumns = S::kArray.columns;

  MatmulEngineBench() {
    fill(scratchpad_.activations, kActivationWords, kRows);
    fill(scratchpad_.weights, kWeightWords, kColumns);
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
    c.accumulatorStride = draw(0, 128 / c.nTiles);
    c.accumulatorStride = std::min(c.accumulatorStride, (128 - c.rows) / c.nTiles);
    c.accumulatorStart = base + draw(0, 128 - c.rows - (c.nTiles - 1) * c.accumulatorStride);
    return c;
  }

  /// A command of one tile, or of n tiles that overlap, so that the next one follows at once.
  isa::Matmul backToBack(std::uint32_t start, bool accumulate) {
    isa::Matmul c;
    c.accumulate = accumulate ? 1 : 0;
    c.rows = 40;
    c.nTiles = draw(1, 2);
    c.weightNStride = this->draw(0, kRows);
    c.accumulatorStart = start;
    c.accumulatorStride = c.rows - draw(0, 3);
    return c;
  }

  /// The row behind the last one that a command writes.
  static std::uint32_t endOf(const isa::Matmul& c) {
    return c.accumulatorStart + (c.nTiles - 1) * c.accumulatorStride + c.rows;
  }

  /// The payload words of `command` on the pins.
  static void put(typename S::Dut& dut, const isa::Matmul& command) {
    const std::vector<std::uint32_t> words = isa::encode(command);
    for (unsigned i = isa::kHeaderWords; i < words.size(); ++i)
      sim::setBits(dut.cmd_data_i, 32 * (i - isa::kHeaderWords), 32, words[i]);
  }

  /// Runs the commands on sums_; afterwards endings_ and vectorCycles_ say what happened.
  void run(const std::vector<isa::Matmul>& commands, unsigned pausePercent = 0) {
    sim::ClockedBench<typename S::Dut> bench;
    auto& memories = bench.template add<Memories<S>>(bench.dut, scratchpad_, sums_);
    auto& watcher = bench.template add<Watcher<S>>(bench.dut, memories, commands.size());
    auto& driver = bench.template add<sim::StreamDriver<isa::Matmul>>(
        bench.dut.cmd_valid_i, bench.dut.cmd_ready_o, sim::StallSource(9, 0, pausePercent),
        [&](const isa::Matmul& command) { put(bench.dut, command); },
        [&](std::uint64_t noise) { sim::setBits(bench.dut.cmd_data_i, 0, 64, noise); });
    for (const isa::Matmul& command : commands)
      driver.push(command);
    bench.reset();
    ASSERT_TRUE(bench.runUntilDone(400000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
    endings_ = watcher.endings();
    vectorCycles_ = memories.vectorCycles();
  }

  void expectSums(std::size_t first, std::size_t count) {
    for (std::size_t row = first; row < first + count; ++row)
      for (std::size_t c = 0; c < kColumns; ++c)
        ASSERT_EQ(sums_.row(row)[c], expected_.row(row)[c]) << "row " << row << " column " << c;
  }

  num::Random random_{17};
  ScratchpadModel scratchpad_{ByteBank(kActivationWords, kRows), ByteBank(kWeightWords, kColumns)};
  AccumulatorModel sums_{kAccumulatorRows, kColumns};
  AccumulatorModel expected_{kAccumulatorRows, kColumns};
  std::vector<Ending> endings_;
  std::vector<std::uint64_t> vectorCycles_;
};

TYPED_TEST_SUITE(MatmulEngineBench, Shapes);

TYPED_TEST(MatmulEngineBench, RunsRandomCommands) {
  for (const unsigned pause : {0U, 30U, 95U}) {
    std::vector<isa::Matmul> commands;
    for (std::uint32_t i = 0; i < 60; ++i)
      commands.push_back(this->randomCommand(this->draw(0, 128)));
    std::size_t rowsSoFar = 0;
    this->run(commands, pause);
    ASSERT_EQ(this->endings_.size(), commands.size());
    for (std::size_t i = 0; i < commands.size(); ++i) {
      ASSERT_TRUE(isInside(commands[i], TypeParam::kArray, this->scratchpad_, this->expected_));
      runMatmul(commands[i], TypeParam::kArray, this->scratchpad_, this->expected_);
      rowsSoFar += std::size_t{commands[i].rows} * commands[i].kTiles * commands[i].nTiles;
      EXPECT_TRUE(this->endings_[i].good);
      EXPECT_EQ(this->endings_[i].rowsWritten, rowsSoFar) << "done follows the last sum";
    }
    this->expectSums(0, kAccumulatorRows);
  }
}

/// Every start around the last row of the command before, which may add or replace, and n tiles
/// that begin in the last rows of their neighbour.
TYPED_TEST(MatmulEngineBench, AddsToTheLastRowsOfTheCommandBefore) {
  for (std::uint32_t back = 0; back <= TypeParam::kLatency + 2; ++back)
    for (const bool adds : {false, true}) {
      std::vector<isa::Matmul> commands = {this->backToBack(0, adds)};
      commands.push_back(this->backToBack(this->endOf(commands[0]) - back, true));
      commands.push_back(this->backToBack(this->endOf(commands[1]) - back, true));
      SCOPED_TRACE("starts " + std::to_string(back) + " rows before the end");
      this->run(commands);
      for (const isa::Matmul& command : commands)
        runMatmul(command, TypeParam::kArray, this->scratchpad_, this->expected_);
      this->expectSums(0, kAccumulatorRows);
    }
}

/// T tiles of M rows take T * M cycles, and so does the way to the next command.
TYPED_TEST(MatmulEngineBench, NeverLetsTheArrayWait) {
  isa::Matmul command;
  command.rows = 2 * this->kRows;
  command.kTiles = 5;
  command.nTiles = 3;
  command.activationStride = command.rows;
  command.weightKStride = 3 * this->kRows;
  command.weightNStride = this->kRows;
  command.accumulatorStride = command.rows;
  ASSERT_TRUE(isInside(command, TypeParam::kArray, this->scratchpad_, this->sums_));
  this->run({command, command, command});
  const std::uint64_t vectors = std::uint64_t{3} * 15 * command.rows;
  ASSERT_EQ(this->vectorCycles_.size(), vectors);
  EXPECT_EQ(this->vectorCycles_.back() - this->vectorCycles_.front() + 1, vectors);
  EXPECT_EQ(matmulCycles(command, TypeParam::kArray), 15 * command.rows);
  EXPECT_EQ(this->vectorCycles_.front(), this->kRows + 1) << "after the first weights";
  EXPECT_EQ(this->endings_.back().cycle - this->vectorCycles_.back(),
            matmulDrain(arrayTiming(TypeParam::kArray), TypeParam::kLatency));
}

/// One-vector tiles are bound by their weights, and commands of one tile by the two that may be
/// unfinished.
TYPED_TEST(MatmulEngineBench, KeepsSmallCommandsClose) {
  isa::Matmul command;
  const std::vector<isa::Matmul> commands(20, command);
  this->run(commands);
  for (std::size_t i = 1; i < commands.size(); ++i)
    EXPECT_LE(this->vectorCycles_[i] - this->vectorCycles_[i - 1], this->kRows + 50);
}

TYPED_TEST(MatmulEngineBench, ReportsAddressesOutside) {
  isa::Matmul good;
  good.rows = 3;
  isa::Matmul vector = good, vectorStride = good, weight = good, weightStride = good, sum = good,
              sumStride = good;
  vector.activationStart = kActivationWords - 2;
  vectorStride.kTiles = 3;
  vectorStride.activationStride = kActivationWords / 2;
  weight.weightStart = kWeightWords - this->kRows + 1;
  weightStride.nTiles = 2;
  weightStride.weightNStride = 0xffff;
  sum.accumulatorStart = 0xffffff;
  sumStride.nTiles = 4;
  sumStride.accumulatorStride = 100;
  for (isa::Matmul bad : {vector, vectorStride, weight, weightStride, sum, sumStride}) {
    ASSERT_FALSE(isInside(bad, TypeParam::kArray, this->scratchpad_, this->sums_));
    isa::Matmul after = good;
    after.accumulatorStart = 200;
    bad.accumulatorStart += bad.accumulatorStart == 0 ? 10 : 0;
    this->run({good, bad, after, after});
    ASSERT_EQ(this->endings_.size(), 4U);
    EXPECT_TRUE(this->endings_[0].good && this->endings_[2].good && this->endings_[3].good);
    EXPECT_FALSE(this->endings_[1].good);
    for (const isa::Matmul& command : {good, after})
      runMatmul(command, TypeParam::kArray, this->scratchpad_, this->expected_);
    this->expectSums(0, 3);
    this->expectSums(200, 3);
  }
}

/// As many k tiles as int32 surely holds, and one more.
TYPED_TEST(MatmulEngineBench, RefusesSumsThatMightWrap) {
  isa::Matmul longest;
  longest.kTiles = ((1U << 17) - 1) / this->kRows;
  isa::Matmul tooLong = longest;
  ++tooLong.kTiles;
  tooLong.accumulatorStart = 1;
  ASSERT_TRUE(isInside(longest, TypeParam::kArray, this->scratchpad_, this->sums_));
  ASSERT_FALSE(isInside(tooLong, TypeParam::kArray, this->scratchpad_, this->sums_));
  this->run({longest, tooLong});
  ASSERT_EQ(this->endings_.size(), 2U);
  EXPECT_TRUE(this->endings_[0].good);
  EXPECT_FALSE(this->endings_[1].good);
  runMatmul(longest, TypeParam::kArray, this->scratchpad_, this->expected_);
  this->expectSums(0, 2);
}

} // namespace
} // namespace weft
