// output_stationary_array_bench.cpp: The Verilated array against tile products, values and cycles.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_stationary_array/output_stationary_array_model.hpp"
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include "Voutput_stationary_array_s16x16.h"
#include "Voutput_stationary_array_s16x4.h"
#include "Voutput_stationary_array_s4x16.h"
#include "Voutput_stationary_array_s4x4.h"
#include "Voutput_stationary_array_s4x8.h"
#include "Voutput_stationary_array_s8x4.h"
#include "Voutput_stationary_array_s8x8.h"

#include <gtest/gtest.h>

#include <deque>

namespace weft {
namespace {

template <class D, int rows, int columns> struct Shape {
  using Dut = D;
  static constexpr ArrayShape kArray{rows, columns};
  static constexpr std::size_t kRows = rows, kColumns = columns;
};

using Shapes = ::testing::Types<
    Shape<Voutput_stationary_array_s4x4, 4, 4>, Shape<Voutput_stationary_array_s4x8, 4, 8>,
    Shape<Voutput_stationary_array_s8x4, 8, 4>, Shape<Voutput_stationary_array_s4x16, 4, 16>,
    Shape<Voutput_stationary_array_s16x4, 16, 4>, Shape<Voutput_stationary_array_s8x8, 8, 8>,
    Shape<Voutput_stationary_array_s16x16, 16, 16>>;

/// All activations of as many output rows as the array has, and all weights of its columns.
struct Tile {
  int products = 0;
  std::vector<std::int8_t> activations; ///< [rows x products]
  std::vector<std::int8_t> weights;     ///< [products x columns]
};

/// Feeds the blocks of one tile after the other, with pauses between blocks only, and the weight
/// word of each step when it is due. Pins carry noise when nothing enters.
template <class S> class Feeder : public sim::Agent {
public:
  Feeder(typename S::Dut& dut, std::vector<Tile> tiles, unsigned pausePercent)
      : dut_(dut), tiles_(std::move(tiles)), pausePercent_(pausePercent),
        weights_(static_cast<std::size_t>(turnLatency(S::kArray.rows))) {}

  void drive() override {
    const bool enters = tile_ < tiles_.size() && (word_ % S::kRows != 0 || !pauses());
    dut_.activation_valid_i = enters;
    dut_.activation_first_i = enters ? word_ == 0 : random_.chance(50);
    dut_.activation_last_i = enters ? word_ == lastWord() : random_.chance(50);
    driveBytes(dut_.activation_i, enters ? activationWord() : nullptr, S::kRows);
    weights_.push_back(enters ? weightWord() : nullptr);
    driveBytes(dut_.weight_i, weights_.front(), S::kColumns);
    weights_.pop_front();
    if (enters)
      advance();
  }
  void sample(std::uint64_t, sim::ViolationLog&) override {}
  bool done() const override { return tile_ == tiles_.size(); }

private:
  std::size_t lastWord() const { return static_cast<std::size_t>(tiles_[tile_].products) - 1; }

  /// Word i of a block has its products of output row i.
  const std::int8_t* activationWord() const {
    const std::size_t row = word_ % S::kRows, block = word_ / S::kRows;
    const auto products = static_cast<std::size_t>(tiles_[tile_].products);
    return &tiles_[tile_].activations[row * products + block * S::kRows];
  }
  const std::int8_t* weightWord() const { return &tiles_[tile_].weights[word_ * S::kColumns]; }

  void advance() {
    const bool ends = word_ == lastWord();
    word_ = ends ? 0 : word_ + 1;
    tile_ += ends;
  }

  bool pauses() { return pausePercent_ > 0 && random_.chance(pausePercent_); }

  template <class Port> void driveBytes(Port& port, const std::int8_t* bytes, std::size_t count) {
    for (unsigned i = 0; i < count; ++i)
      sim::setBits(port, 8 * i, 8,
                   bytes == nullptr ? random_.bits() : static_cast<std::uint64_t>(bytes[i]));
  }

  typename S::Dut& dut_;
  std::vector<Tile> tiles_;
  unsigned pausePercent_;
  std::deque<const std::int8_t*> weights_;
  num::Random random_{7};
  std::size_t tile_ = 0, word_ = 0;
};

/// Compares every row with the tile product, in order, and notes when it left.
template <class S> class Checker : public sim::Agent {
public:
  Checker(typename S::Dut& dut, const std::vector<Tile>& tiles) : dut_(dut) {
    for (const Tile& tile : tiles) {
      blocks_.push_back(static_cast<std::size_t>(tile.products) / S::kRows);
      for (const std::int32_t sum :
           tileProduct({tile.products, S::kArray.columns}, tile.activations, tile.weights))
        expected_.push_back(sum);
    }
  }

  void drive() override {}
  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (dut_.activation_valid_i)
      noteWord(cycle);
    if (dut_.result_valid_o)
      takeRow(cycle, log);
  }
  bool done() const override { return expected_.empty(); }

  std::uint64_t firstWord() const { return firstWord_; }
  std::uint64_t lastRow() const { return lastRow_; }

private:
  /// The words of a tile's last block have their rows to come.
  void noteWord(std::uint64_t cycle) {
    if (words_ == 0 && tile_ == 0)
      firstWord_ = cycle;
    if (words_ / S::kRows + 1 == blocks_[tile_])
      entered_.push_back(cycle);
    if (++words_ == blocks_[tile_] * S::kRows) {
      words_ = 0;
      ++tile_;
    }
  }

  void takeRow(std::uint64_t cycle, sim::ViolationLog& log) {
    if (entered_.empty() || expected_.empty())
      return log.report(cycle, "a row that no block asked for");
    if (static_cast<std::int64_t>(cycle - entered_.front()) !=
        outputStationaryTiming(S::kArray).latency)
      log.report(cycle, "row " + std::to_string(rows_) + " is not on time");
    entered_.pop_front();
    lastRow_ = cycle;
    for (unsigned c = 0; c < S::kColumns; ++c) {
      const std::int64_t got = sim::getSigned(dut_.result_o, 32 * c, 32);
      if (got != expected_.front())
        log.report(cycle, "row " + std::to_string(rows_) + " column " + std::to_string(c) +
                              ": expected " + std::to_string(expected_.front()) + ", got " +
                              std::to_string(got));
      expected_.pop_front();
    }
    ++rows_;
  }

  typename S::Dut& dut_;
  std::deque<std::int32_t> expected_;
  std::deque<std::uint64_t> entered_;
  std::vector<std::size_t> blocks_;
  std::size_t tile_ = 0, words_ = 0;
  std::uint64_t rows_ = 0, firstWord_ = 0, lastRow_ = 0;
};

template <class S> class OutputStationaryArrayBench : public ::testing::Test {
protected:
  std::vector<std::int8_t> randomBytes(std::size_t count) {
    std::vector<std::int8_t> bytes(count);
    for (std::int8_t& byte : bytes)
      byte = static_cast<std::int8_t>(random_.uniform(-128, 127));
    return bytes;
  }

  Tile randomTile(std::size_t blocks) {
    const std::size_t products = blocks * S::kRows;
    return {static_cast<int>(products), randomBytes(S::kRows * products),
            randomBytes(products * S::kColumns)};
  }

  /// Runs the tiles; returns the cycles from the first word to the last row, both included.
  std::uint64_t run(const std::vector<Tile>& tiles, unsigned pausePercent = 0) {
    sim::ClockedBench<typename S::Dut> bench;
    bench.template add<Feeder<S>>(bench.dut, tiles, pausePercent);
    auto& checker = bench.template add<Checker<S>>(bench.dut, tiles);
    bench.reset();
    EXPECT_TRUE(bench.runUntilDone(400000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
    return checker.lastRow() - checker.firstWord() + 1;
  }

  num::Random random_{3};
};

TYPED_TEST_SUITE(OutputStationaryArrayBench, Shapes);

TYPED_TEST(OutputStationaryArrayBench, SumsTheExtremes) {
  constexpr std::size_t kRows = TypeParam::kRows, kColumns = TypeParam::kColumns;
  std::vector<Tile> tiles;
  for (const int weight : {-128, -127, 127})
    for (const int activation : {-128, 127, -1})
      tiles.push_back({static_cast<int>(kRows),
                       std::vector(kRows * kRows, static_cast<std::int8_t>(activation)),
                       std::vector(kRows * kColumns, static_cast<std::int8_t>(weight))});
  this->run(tiles);
}

/// The longest command: 2^17 - 1 products of 2^14 almost fill int32.
TYPED_TEST(OutputStationaryArrayBench, SumsAsManyProductsAsACommandMayHave) {
  constexpr std::size_t kProducts = ((1U << 17) - 1) / TypeParam::kRows * TypeParam::kRows;
  this->run(
      {{static_cast<int>(kProducts), std::vector(TypeParam::kRows * kProducts, std::int8_t{-128}),
        std::vector(kProducts * TypeParam::kColumns, std::int8_t{-128})}});
}

/// T tiles of K products take exactly T * K cycles and the fill: the drain is hidden, also behind
/// the shortest tiles, of one block.
TYPED_TEST(OutputStationaryArrayBench, TilesFollowWithoutABubble) {
  const auto fill = static_cast<std::uint64_t>(outputStationaryTiming(TypeParam::kArray).latency);
  for (const std::size_t blocks : {1U, 2U, 5U}) {
    std::vector<Tile> tiles;
    for (int i = 0; i < 25; ++i)
      tiles.push_back(this->randomTile(blocks));
    EXPECT_EQ(this->run(tiles), tiles.size() * blocks * TypeParam::kRows + fill);
  }
}

TYPED_TEST(OutputStationaryArrayBench, SurvivesPausesBetweenBlocks) {
  for (const unsigned percent : {10U, 50U, 90U}) {
    std::vector<Tile> tiles;
    for (int i = 0; i < 60; ++i)
      tiles.push_back(this->randomTile(static_cast<std::size_t>(this->random_.uniform(1, 4))));
    this->run(tiles, percent);
  }
}

} // namespace
} // namespace weft
