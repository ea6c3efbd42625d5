// row_stationary_array_bench.cpp: The Verilated array against convolutions, values and cycles.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/row_stationary_array_agents.hpp"

#include "Vrow_stationary_array_s16x16.h"
#include "Vrow_stationary_array_s16x4.h"
#include "Vrow_stationary_array_s4x16.h"
#include "Vrow_stationary_array_s4x4.h"
#include "Vrow_stationary_array_s4x8.h"
#include "Vrow_stationary_array_s8x4.h"
#include "Vrow_stationary_array_s8x8.h"

#include <gtest/gtest.h>

namespace weft {
namespace {

template <class D, int rows, int columns> struct Shape {
  using Dut = D;
  static constexpr ArrayShape kArray{rows, columns};
  static constexpr unsigned kRows = rows, kColumns = columns;
};

using Shapes = ::testing::Types<
    Shape<Vrow_stationary_array_s4x4, 4, 4>, Shape<Vrow_stationary_array_s4x8, 4, 8>,
    Shape<Vrow_stationary_array_s8x4, 8, 4>, Shape<Vrow_stationary_array_s4x16, 4, 16>,
    Shape<Vrow_stationary_array_s16x4, 16, 4>, Shape<Vrow_stationary_array_s8x8, 8, 8>,
    Shape<Vrow_stationary_array_s16x16, 16, 16>>;

template <class S> class RowStationaryArrayBench : public ::testing::Test {
protected:
  /// Runs the layers; returns the cycles from the first taps to the last row, both included.
  std::uint64_t run(const std::vector<Layer>& layers, unsigned pausePercent = 0) {
    sim::ClockedBench<typename S::Dut> bench;
    bench.template add<Feeder<S>>(bench.dut, layers, pausePercent);
    auto& checker = bench.template add<Checker<S>>(bench.dut, layers);
    bench.reset();
    EXPECT_TRUE(bench.runUntilDone(400000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
    return checker.cycles();
  }

  LayerSource source_{S::kArray, 3};
};

TYPED_TEST_SUITE(RowStationaryArrayBench, Shapes);

/// Every number of rows, taps and lines between outputs that a kernel may have.
TYPED_TEST(RowStationaryArrayBench, ConvolvesWithEveryKernel) {
  const unsigned mostRows = std::min(unsigned{kMostKernelRows}, TypeParam::kRows);
  for (unsigned step = 1; step <= kMostLineStep; ++step) {
    std::vector<Layer> layers;
    for (unsigned rows = 1; rows <= mostRows; ++rows)
      for (unsigned taps = 1; taps <= kMostKernelTaps; ++taps)
        layers.push_back(
            this->source_.randomLayer({rows, taps, step, (rows + taps) % TypeParam::kRows}));
    this->run(layers);
  }
}

/// The longest sums of a pass, at both ends.
TYPED_TEST(RowStationaryArrayBench, SumsTheExtremes) {
  const Kernel kernel{std::min(unsigned{kMostKernelRows}, TypeParam::kRows), kMostKernelTaps, 1};
  const LineBlock block = this->source_.block(kernel, TypeParam::kColumns, 2, true);
  Pass low = this->source_.pass(kernel, {block}, true);
  Pass high = low;
  for (auto& tile : high.tiles)
    for (Bytes& word : tile)
      std::ranges::fill(word, std::int8_t{127});
  this->run({{kernel, {low, high, low}}});
}

/// One line less than the array has columns, as many, and ragged ones behind whole blocks.
TYPED_TEST(RowStationaryArrayBench, LeavesOutLinesThatABlockLacks) {
  for (const unsigned rows : {1U, 3U})
    for (const unsigned step : {1U, 2U}) {
      const Kernel kernel{rows, 3, step};
      std::vector<LineBlock> blocks;
      for (const unsigned lines : {1U, 2U, TypeParam::kColumns - 1, TypeParam::kColumns, 1U})
        blocks.push_back(this->source_.block(kernel, lines, 3));
      this->run({{kernel, {this->source_.pass(kernel, blocks)}}});
    }
}

/// Passes of N steps of a kernel of S taps follow each other every N * S * COLUMNS cycles, or as
/// fast as their weights enter, across line blocks and for passes as short as a step of a product.
TYPED_TEST(RowStationaryArrayBench, PassesFollowWithoutABubble) {
  constexpr std::uint64_t kColumns = TypeParam::kColumns, kPasses = 12;
  for (const Kernel kernel : {Kernel{1, 1, 1}, Kernel{1, 3, 1}, Kernel{3, 3, 1}}) {
    const bool product = kernel.rows * kernel.taps == 1;
    const unsigned blocks = product ? 1 : 2, columns = product ? 1 : 8;
    Layer layer{kernel, {}};
    for (unsigned i = 0; i < kPasses; ++i)
      layer.passes.push_back(this->source_.pass(
          kernel, std::vector(blocks, this->source_.block(kernel, TypeParam::kColumns, columns))));
    const std::uint64_t step = kernel.taps * kColumns,
                        pass = std::uint64_t{blocks} * columns * step;
    const auto weights = static_cast<std::uint64_t>(
        kernel.taps * tileWords(TypeParam::kArray.rows, TypeParam::kArray.columns));
    const auto fill = static_cast<std::uint64_t>(stepLatency(TypeParam::kArray, kernel.taps));
    EXPECT_EQ(this->run({layer}),
              (kPasses - 1) * std::max(pass, weights) + pass - step + fill + kColumns)
        << kernel.rows << "x" << kernel.taps;
  }
}

TYPED_TEST(RowStationaryArrayBench, SurvivesPauses) {
  for (const unsigned percent : {10U, 50U, 90U}) {
    std::vector<Layer> layers;
    for (int i = 0; i < 8; ++i)
      layers.push_back(this->source_.randomLayer(this->source_.randomKernel()));
    this->run(layers, percent);
  }
}

} // namespace
} // namespace weft
