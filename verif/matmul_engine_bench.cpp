// matmul_engine_bench.cpp: The Verilated engine against the tiled product, values and cycles.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/isa/engines.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"
#include "verif/harness/stream_driver.hpp"

#include "Vmatmul_engine_s16x16.h"
#include "Vmatmul_engine_s4x4.h"
#include "Vmatmul_engine_s4x8.h"
#include "Vmatmul_engine_s8x4.h"

#include <gtest/gtest.h>

#include <deque>
#include <optional>

namespace weft {
namespace {

template <class D, int rows, int columns, unsigned latency_> struct Shape {
  using Dut = D;
  static constexpr ArrayShape array{rows, columns};
  static constexpr unsigned latency = latency_;
};

using Shapes =
    ::testing::Types<Shape<Vmatmul_engine_s4x4, 4, 4, 1>, Shape<Vmatmul_engine_s4x8, 4, 8, 2>,
                     Shape<Vmatmul_engine_s8x4, 8, 4, 1>, Shape<Vmatmul_engine_s16x16, 16, 16, 2>>;

constexpr int activationWords = 256, weightWords = 512, accumulatorRows = 256;

/// A request and what was asked, `delay` cycles later.
template <class Item> class Pipe {
public:
  explicit Pipe(unsigned delay) : items_(delay) {}
  std::optional<Item> shift(std::optional<Item> item) {
    items_.push_back(std::move(item));
    std::optional<Item> due = std::move(items_.front());
    items_.pop_front();
    return due;
  }

private:
  std::deque<std::optional<Item>> items_;
};

/// Scratchpad and accumulator as the engine sees them. Data pins carry noise when nothing is due.
template <class S> class Memories : public sim::Agent {
public:
  Memories(typename S::Dut& dut, const ScratchpadModel& scratchpad, AccumulatorModel& accumulator)
      : dut_(dut), scratchpad_(scratchpad), accumulator_(accumulator) {}

  void drive() override {
    present(dut_.activation_rd_data_i, S::array.rows, vector_, scratchpad_.activations);
    present(dut_.weight_rd_data_i, S::array.columns, weights_, scratchpad_.weights);
  }

  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (dut_.activation_rd_en_o)
      vectorCycles_.push_back(cycle);
    vector_ = activationPipe_.shift(asked(dut_.activation_rd_en_o, dut_.activation_rd_addr_o));
    weights_ = weightPipe_.shift(asked(dut_.weight_rd_en_o, dut_.weight_rd_addr_o));
    takeRow(cycle, log);
  }

  bool done() const override { return true; }

  /// Cycle in which each activation vector was read.
  const std::vector<std::uint64_t>& vectorCycles() const { return vectorCycles_; }
  std::size_t rowsWritten() const { return rowsWritten_; }

private:
  struct Announcement {
    std::size_t row;
    bool overwrite;
  };

  static std::optional<std::size_t> asked(bool enable, std::size_t address) {
    return enable ? std::optional(address) : std::nullopt;
  }

  template <class Port>
  void present(Port& port, unsigned bytes, std::optional<std::size_t> address,
               const ByteBank& bank) {
    const bool known = address && *address < bank.words();
    for (unsigned i = 0; i < bytes; ++i)
      sim::setBits(port, 8 * i, 8,
                   known ? static_cast<std::uint64_t>(bank.word(*address)[i]) : random_.bits());
  }

  /// A row's data must come READ_LATENCY cycles after its announcement, and a row must rest until
  /// its data is written.
  void takeRow(std::uint64_t cycle, sim::ViolationLog& log) {
    std::optional<Announcement> announced;
    if (dut_.add_valid_o) {
      announced = Announcement{dut_.add_address_o, dut_.add_overwrite_o != 0};
      if (lastAnnounced_[announced->row] + S::latency >= cycle)
        log.report(cycle, "a row is announced before its last sum is written");
      lastAnnounced_[announced->row] = cycle;
    }
    const std::optional<Announcement> due = rowPipe_.shift(announced);
    if (dut_.add_data_valid_o != due.has_value())
      log.report(cycle, "a row's data is not on time");
    if (due)
      write(*due);
  }

  void write(const Announcement& row) {
    std::vector<std::int32_t> data;
    for (unsigned c = 0; c < S::array.columns; ++c)
      data.push_back(static_cast<std::int32_t>(sim::getSigned(dut_.add_data_o, 32 * c, 32)));
    accumulator_.add(row.row, data, row.overwrite);
    ++rowsWritten_;
  }

  typename S::Dut& dut_;
  const ScratchpadModel& scratchpad_;
  AccumulatorModel& accumulator_;
  num::Random random_{5};
  Pipe<std::size_t> activationPipe_{S::latency - 1}, weightPipe_{S::latency - 1};
  Pipe<Announcement> rowPipe_{S::latency};
  std::optional<std::size_t> vector_, weights_;
  std::vector<std::uint64_t> vectorCycles_;
  std::vector<std::uint64_t> lastAnnounced_ = std::vector<std::uint64_t>(accumulatorRows);
  std::size_t rowsWritten_ = 0;
};

/// How a command ended, and how many rows had been written by then.
struct Ending {
  bool good;
  std::size_t rowsWritten;
};

/// Notes the endings; checks what the engine says about itself.
template <class S> class Watcher : public sim::Agent {
public:
  Watcher(typename S::Dut& dut, const Memories<S>& memories, std::size_t commands)
      : dut_(dut), memories_(memories), commands_(commands) {}

  void drive() override {}
  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (dut_.done_o && dut_.bad_field_o)
      log.report(cycle, "a command ends twice");
    if (dut_.done_o || dut_.bad_field_o)
      endings_.push_back({dut_.done_o != 0, memories_.rowsWritten()});
    accepted_ += dut_.cmd_valid_i && dut_.cmd_ready_o;
    if (accepted_ > endings_.size() + 2)
      log.report(cycle, "more than two commands are unfinished");
    checkState(cycle, log);
  }
  bool done() const override { return endings_.size() == commands_; }

  const std::vector<Ending>& endings() const { return endings_; }

private:
  void checkState(std::uint64_t cycle, sim::ViolationLog& log) {
    const auto state = static_cast<isa::State>(dut_.state_o);
    if (dut_.activation_rd_en_o && state != isa::State::busy)
      log.report(cycle, "a vector is read, but the engine does not say busy");
    if (accepted_ == 0 && state != isa::State::noCommand)
      log.report(cycle, "there was no command, but the engine does not say so");
    if (state != isa::State::busy && state != isa::State::noCommand &&
        state != isa::State::scratchpad)
      log.report(cycle, "an engine without memory ports waits for memory");
  }

  typename S::Dut& dut_;
  const Memories<S>& memories_;
  std::size_t commands_;
  std::size_t accepted_ = 0;
  std::vector<Ending> endings_;
};

template <class S> class MatmulEngineBench : public ::testing::Test {
protected:
  static constexpr unsigned rows = S::array.rows;
  static constexpr unsigned columns = S::array.columns;

  MatmulEngineBench() {
    fill(scratchpad_.activations, activationWords, rows);
    fill(scratchpad_.weights, weightWords, columns);
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
    c.rows = draw(1, 3 * rows < 42 ? 3 * rows : 42);
    c.kTiles = draw(1, 4);
    c.nTiles = draw(1, 3);
    c.activationStride = draw(0, (activationWords - c.rows) / c.kTiles);
    c.activationStart = draw(0, activationWords - c.rows - (c.kTiles - 1) * c.activationStride);
    const std::uint32_t third = (weightWords - rows) / 3;
    c.weightKStride = draw(0, third / c.kTiles);
    c.weightNStride = draw(0, third / c.nTiles);
    c.weightStart = draw(0, third);
    c.accumulatorStride = draw(c.rows, 128 / c.nTiles);
    c.accumulatorStart = base + draw(0, 128 - c.rows - (c.nTiles - 1) * c.accumulatorStride);
    return c;
  }

  /// The payload words of `command` on the pins.
  static void put(typename S::Dut& dut, const isa::Matmul& command) {
    const std::vector<std::uint32_t> words = isa::encode(command);
    for (unsigned i = isa::headerWords; i < words.size(); ++i)
      sim::setBits(dut.cmd_data_i, 32 * (i - isa::headerWords), 32, words[i]);
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
      for (std::size_t c = 0; c < columns; ++c)
        ASSERT_EQ(sums_.row(row)[c], expected_.row(row)[c]) << "row " << row << " column " << c;
  }

  num::Random random_{17};
  ScratchpadModel scratchpad_{ByteBank(activationWords, rows), ByteBank(weightWords, columns)};
  AccumulatorModel sums_{accumulatorRows, columns};
  AccumulatorModel expected_{accumulatorRows, columns};
  std::vector<Ending> endings_;
  std::vector<std::uint64_t> vectorCycles_;
};

TYPED_TEST_SUITE(MatmulEngineBench, Shapes);

/// Halves alternate, as the compiler lets them, so that no row is hit again at once.
TYPED_TEST(MatmulEngineBench, RunsRandomCommands) {
  for (const unsigned pause : {0U, 30U, 95U}) {
    std::vector<isa::Matmul> commands;
    for (std::uint32_t i = 0; i < 60; ++i)
      commands.push_back(this->randomCommand(i % 2 * 128));
    std::size_t rowsSoFar = 0;
    this->run(commands, pause);
    ASSERT_EQ(this->endings_.size(), commands.size());
    for (std::size_t i = 0; i < commands.size(); ++i) {
      ASSERT_TRUE(isInside(commands[i], TypeParam::array, this->scratchpad_, this->expected_));
      runMatmul(commands[i], TypeParam::array, this->scratchpad_, this->expected_);
      rowsSoFar += commands[i].rows * commands[i].kTiles * commands[i].nTiles;
      EXPECT_TRUE(this->endings_[i].good);
      EXPECT_EQ(this->endings_[i].rowsWritten, rowsSoFar) << "done comes with the last sum";
    }
    this->expectSums(0, accumulatorRows);
  }
}

/// T tiles of M rows take T * M cycles, and so does the way to the next command.
TYPED_TEST(MatmulEngineBench, NeverLetsTheArrayWait) {
  isa::Matmul command;
  command.rows = 2 * this->rows;
  command.kTiles = 5;
  command.nTiles = 3;
  command.activationStride = command.rows;
  command.weightKStride = 3 * this->rows;
  command.weightNStride = this->rows;
  command.accumulatorStride = command.rows;
  ASSERT_TRUE(isInside(command, TypeParam::array, this->scratchpad_, this->sums_));
  this->run({command, command, command});
  const std::uint64_t vectors = 3 * 15 * command.rows;
  ASSERT_EQ(this->vectorCycles_.size(), vectors);
  EXPECT_EQ(this->vectorCycles_.back() - this->vectorCycles_.front() + 1, vectors);
  EXPECT_EQ(matmulCycles(command, TypeParam::array), 15 * command.rows);
}

/// One-vector tiles are bound by their weights, and commands of one tile by the two that may be
/// unfinished.
TYPED_TEST(MatmulEngineBench, KeepsSmallCommandsClose) {
  isa::Matmul command;
  const std::vector<isa::Matmul> commands(20, command);
  this->run(commands);
  for (std::size_t i = 1; i < commands.size(); ++i)
    EXPECT_LE(this->vectorCycles_[i] - this->vectorCycles_[i - 1], this->rows + 50);
}

TYPED_TEST(MatmulEngineBench, ReportsAddressesOutside) {
  isa::Matmul good;
  good.rows = 3;
  isa::Matmul vector = good, vectorStride = good, weight = good, weightStride = good, sum = good,
              sumStride = good;
  vector.activationStart = activationWords - 2;
  vectorStride.kTiles = 3;
  vectorStride.activationStride = activationWords / 2;
  weight.weightStart = weightWords - this->rows + 1;
  weightStride.nTiles = 2;
  weightStride.weightNStride = 0xffff;
  sum.accumulatorStart = 0xffffff;
  sumStride.nTiles = 4;
  sumStride.accumulatorStride = 100;
  for (isa::Matmul bad : {vector, vectorStride, weight, weightStride, sum, sumStride}) {
    ASSERT_FALSE(isInside(bad, TypeParam::array, this->scratchpad_, this->sums_));
    isa::Matmul after = good;
    after.accumulatorStart = 200;
    bad.accumulatorStart += bad.accumulatorStart == 0 ? 10 : 0;
    this->run({good, bad, after, after});
    ASSERT_EQ(this->endings_.size(), 4U);
    EXPECT_TRUE(this->endings_[0].good && this->endings_[2].good && this->endings_[3].good);
    EXPECT_FALSE(this->endings_[1].good);
    for (const isa::Matmul& command : {good, after})
      runMatmul(command, TypeParam::array, this->scratchpad_, this->expected_);
    this->expectSums(0, 3);
    this->expectSums(200, 3);
  }
}

} // namespace
} // namespace weft
