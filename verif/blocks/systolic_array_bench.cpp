// systolic_array_bench.cpp: The Verilated array against the tile product, values and cycles.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/pe/pe_model.hpp"
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vsystolic_array_s16x16.h"
#include "Vsystolic_array_s4x4.h"
#include "Vsystolic_array_s4x8.h"
#include "Vsystolic_array_s5x3.h"
#include "Vsystolic_array_s8x4.h"
#include "Vsystolic_array_shared8x4.h"

#include <gtest/gtest.h>

#include <deque>

namespace weft {
namespace {

template <class D, int rows, int columns, unsigned activationBits = 8> struct Shape {
  using Dut = D;
  static constexpr unsigned kActivationBits = activationBits;
  static constexpr ArrayShape kArray{rows, columns};
};

using Shapes =
    ::testing::Types<Shape<Vsystolic_array_s4x4, 4, 4>, Shape<Vsystolic_array_s4x8, 4, 8>,
                     Shape<Vsystolic_array_s8x4, 8, 4>, Shape<Vsystolic_array_s5x3, 5, 3>,
                     Shape<Vsystolic_array_s16x16, 16, 16>,
                     Shape<Vsystolic_array_shared8x4, 8, 4, kSharedActivationBits>>;

struct Tile {
  std::vector<std::int8_t> activations, weights;
  bool ofProbabilities = false; ///< the activations have no sign

  /// Activation i as the array takes it.
  std::int64_t activation(std::size_t i) const {
    return ofProbabilities ? static_cast<std::uint8_t>(activations[i])
                           : std::int64_t{activations[i]};
  }
  std::vector<std::int32_t> product(ArrayShape shape) const {
    if (!ofProbabilities)
      return tileProduct(shape, activations, weights);
    return tileProduct(shape, std::vector<std::uint8_t>(activations.begin(), activations.end()),
                       weights);
  }
};

/// Plays the engine in front of the array: weights one tile ahead, as early as the rule of the
/// README allows, activations as soon as their weights are in; either may pause at random.
template <class S> class Feeder : public sim::Agent {
public:
  Feeder(typename S::Dut& dut, std::vector<Tile> tiles, unsigned pausePercent)
      : dut_(dut), tiles_(std::move(tiles)), pausePercent_(pausePercent) {}

  void drive() override {
    driveActivations();
    driveWeights();
  }
  void sample(std::uint64_t, sim::ViolationLog&) override {}
  bool done() const override { return tile_ == tiles_.size(); }

private:
  static constexpr std::size_t kRows = S::kArray.rows;
  static constexpr std::size_t kColumns = S::kArray.columns;

  void driveActivations() {
    const bool first = vector_ == 0;
    const bool enters = !done() && (!first || loadedTiles_ > tile_) && !pauses();
    dut_.activation_valid_i = enters;
    dut_.activation_first_i = enters ? first : random_.chance(50);
    if (!enters)
      return scribble(dut_.activation_i, kRows * S::kActivationBits / 8);
    for (unsigned r = 0; r < kRows; ++r)
      sim::setBits(dut_.activation_i, S::kActivationBits * r, S::kActivationBits,
                   static_cast<std::uint64_t>(tiles_[tile_].activation(vector_ * kRows + r)));
    startedTiles_ += first;
    if (++vector_ == tiles_[tile_].activations.size() / kRows) {
      vector_ = 0;
      ++tile_;
    }
  }

  void driveWeights() {
    const bool allowed = loadedTiles_ < tiles_.size() && loadedTiles_ <= startedTiles_;
    dut_.weight_valid_i = allowed && !pauses();
    if (!dut_.weight_valid_i)
      return scribble(dut_.weight_i, kColumns);
    set(dut_.weight_i, &tiles_[loadedTiles_].weights[(kRows - 1 - weightRow_) * kColumns],
        kColumns);
    if (++weightRow_ == kRows) {
      weightRow_ = 0;
      ++loadedTiles_;
    }
  }

  bool pauses() { return pausePercent_ > 0 && random_.chance(pausePercent_); }

  template <class Port> static void set(Port& port, const std::int8_t* bytes, std::size_t count) {
    sim::setBytes(port, reinterpret_cast<const std::uint8_t*>(bytes), static_cast<unsigned>(count));
  }
  template <class Port> void scribble(Port& port, std::size_t count) {
    for (unsigned i = 0; i < count; ++i)
      sim::setBits(port, 8 * i, 8, random_.bits());
  }

  typename S::Dut& dut_;
  std::vector<Tile> tiles_;
  unsigned pausePercent_;
  num::Random random_{7};
  std::size_t tile_ = 0, vector_ = 0, startedTiles_ = 0, loadedTiles_ = 0, weightRow_ = 0;
};

/// Compares every result with the tile product, in order, and notes when it left.
template <class S> class Checker : public sim::Agent {
public:
  Checker(typename S::Dut& dut, const std::vector<Tile>& tiles) : dut_(dut) {
    for (const Tile& tile : tiles)
      for (const std::int32_t sum : tile.product(S::kArray))
        expected_.push_back(sum);
  }

  void drive() override {}
  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (dut_.activation_valid_i)
      entered_.push_back(cycle);
    if (dut_.result_valid_o)
      takeResult(cycle, log);
  }
  bool done() const override { return expected_.empty(); }

  std::uint64_t firstEntry() const { return firstEntry_; }
  std::uint64_t lastResult() const { return lastResult_; }

private:
  static constexpr ArrayTiming kTiming = systolicTiming(S::kArray);

  void takeResult(std::uint64_t cycle, sim::ViolationLog& log) {
    if (entered_.empty() || expected_.empty())
      return log.report(cycle, "a result that no vector asked for");
    if (static_cast<std::int64_t>(cycle - entered_.front()) != kTiming.latency)
      log.report(cycle, "result " + std::to_string(results_) + " is not on time");
    if (results_ == 0)
      firstEntry_ = entered_.front();
    entered_.pop_front();
    lastResult_ = cycle;
    compare(cycle, log);
    ++results_;
  }

  void compare(std::uint64_t cycle, sim::ViolationLog& log) {
    for (unsigned c = 0; c < S::kArray.columns; ++c) {
      const std::int64_t got = sim::getSigned(dut_.result_o, 32 * c, 32);
      if (got != expected_.front())
        log.report(cycle, "result " + std::to_string(results_) + " column " + std::to_string(c) +
                              ": expected " + std::to_string(expected_.front()) + ", got " +
                              std::to_string(got));
      expected_.pop_front();
    }
  }

  typename S::Dut& dut_;
  std::deque<std::int32_t> expected_;
  std::deque<std::uint64_t> entered_;
  std::uint64_t results_ = 0, firstEntry_ = 0, lastResult_ = 0;
};

template <class S> class SystolicArrayBench : public ::testing::Test {
protected:
  static constexpr int kRows = S::kArray.rows;
  static constexpr int kColumns = S::kArray.columns;

  std::vector<std::int8_t> randomBytes(int count) {
    std::vector<std::int8_t> bytes(static_cast<std::size_t>(count));
    for (std::int8_t& byte : bytes)
      byte = static_cast<std::int8_t>(random_.uniform(-128, 127));
    return bytes;
  }

  std::vector<Tile> randomTiles(int count, int vectors) {
    std::vector<Tile> tiles;
    tiles.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
      tiles.push_back(
          {randomBytes(vectors * kRows), randomBytes(kRows * kColumns), drawProbabilities()});
    return tiles;
  }

  bool drawProbabilities() { return S::kActivationBits > 8 && random_.chance(50); }

  /// Runs the tiles; returns the cycles from the first vector to the last result, both included.
  std::uint64_t run(const std::vector<Tile>& tiles, unsigned pausePercent = 0) {
    sim::ClockedBench<typename S::Dut> bench;
    bench.template add<Feeder<S>>(bench.dut, tiles, pausePercent);
    auto& checker = bench.template add<Checker<S>>(bench.dut, tiles);
    bench.reset();
    EXPECT_TRUE(bench.runUntilDone(200000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
    return checker.lastResult() - checker.firstEntry() + 1;
  }

  num::Random random_{3};
};

TYPED_TEST_SUITE(SystolicArrayBench, Shapes);

TYPED_TEST(SystolicArrayBench, SumsTheExtremes) {
  std::vector<Tile> tiles;
  for (const int weight : {-128, -127, 127})
    for (const int activation : {-128, 127, -1})
      tiles.push_back(
          {std::vector(static_cast<std::size_t>(this->kRows), static_cast<std::int8_t>(activation)),
           std::vector(static_cast<std::size_t>(this->kRows * this->kColumns),
                       static_cast<std::int8_t>(weight)),
           TypeParam::kActivationBits > 8 && activation == -1});
  this->run(tiles);
}

/// T tiles of M >= rows vectors take exactly T * M cycles and the fill: no bubble between tiles.
TYPED_TEST(SystolicArrayBench, TilesFollowWithoutABubble) {
  const auto fill = static_cast<std::uint64_t>(systolicTiming(TypeParam::kArray).latency);
  for (const int vectors : {this->kRows, this->kRows + 1, 3 * this->kRows}) {
    const int tiles = 25;
    EXPECT_EQ(this->run(this->randomTiles(tiles, vectors)),
              static_cast<std::uint64_t>(tiles * vectors) + fill);
  }
}

TYPED_TEST(SystolicArrayBench, ShortTilesTakeTheTimeOfTheirWeights) {
  for (int vectors = 1; vectors < this->kRows; ++vectors) {
    const int tiles = 20;
    const ArrayTiming timing = systolicTiming(TypeParam::kArray);
    const std::int64_t cycles = timing.streamed(tiles, vectors) + timing.latency;
    EXPECT_EQ(this->run(this->randomTiles(tiles, vectors)), static_cast<std::uint64_t>(cycles));
  }
}

TYPED_TEST(SystolicArrayBench, SurvivesPausesAnywhere) {
  for (const unsigned percent : {10U, 50U, 90U}) {
    std::vector<Tile> tiles;
    for (int i = 0; i < 60; ++i) {
      const int vectors = static_cast<int>(this->random_.uniform(1, 2 * this->kRows));
      tiles.push_back(this->randomTiles(1, vectors).front());
    }
    this->run(tiles, percent);
  }
}

} // namespace
} // namespace weft
