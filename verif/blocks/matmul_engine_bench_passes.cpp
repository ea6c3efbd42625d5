// matmul_engine_bench_passes.cpp: The engine around the row-stationary array: convolutions.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/matmul_engine_bench.hpp"

#include "Vmatmul_engine_rs16x16.h"
#include "Vmatmul_engine_rs16x4.h"
#include "Vmatmul_engine_rs4x4.h"
#include "Vmatmul_engine_rs4x8.h"
#include "Vmatmul_engine_rs8x8.h"

namespace weft {
namespace {

template <class S> class MatmulEnginePasses : public MatmulEngineBench<S> {
protected:
  static constexpr std::uint32_t kMostRows =
      std::min(unsigned{kMostKernelRows}, S::kArray.rows + 0U);

  /// A kernel on an image of as many words as it needs, in the middle of the banks.
  static isa::Convolve packed(std::uint32_t kernelRows, std::uint32_t taps, std::uint32_t step,
                              std::uint32_t lines, std::uint32_t columns) {
    isa::Convolve c;
    c.kernelRows = kernelRows;
    c.taps = taps;
    c.step = step;
    c.lines = lines;
    c.columns = columns;
    c.lineWords = (columns - 1) * step + taps;
    c.activationStart = 3;
    c.weightStart = 5;
    c.accumulatorStart = 7;
    c.accumulatorStride = lines * columns;
    return c;
  }

  /// Inside the memories, on rows [base, base + 128) of the accumulator; lines may overlap.
  isa::Convolve randomConvolution(std::uint32_t base) {
    isa::Convolve c =
        packed(this->draw(1, kMostRows), this->draw(1, kMostKernelTaps),
               this->draw(1, kMostLineStep), this->draw(1, this->kColumns + 5), this->draw(1, 4));
    c.accumulate = this->draw(0, 1);
    c.firstChannel = this->draw(0, this->kRows - 1);
    c.kTiles = this->draw(1, 3);
    c.nTiles = this->draw(1, 2);
    const std::uint32_t lastLine = (c.lines - 1) * c.step + c.kernelRows - 1;
    c.lineWords = this->draw(1, std::min(c.lineWords + 1, std::max(200 / (lastLine + 1), 1U)));
    const auto words = static_cast<std::uint32_t>(imageWords(c));
    c.activationStride = this->draw(0, (kActivationWords - words) / c.kTiles);
    c.activationStart =
        this->draw(0, kActivationWords - words - (c.kTiles - 1) * c.activationStride);
    const std::uint32_t third = (kWeightWords - c.taps * this->kRows) / 3;
    c.weightKStride = this->draw(0, third / c.kTiles);
    c.weightNStride = this->draw(0, third / c.nTiles);
    c.weightStart = this->draw(0, third);
    const std::uint32_t rows = c.lines * c.columns;
    c.accumulatorStride = this->draw(0, (128 - rows) / c.nTiles);
    c.accumulatorStart = base + this->draw(0, 128 - rows - (c.nTiles - 1) * c.accumulatorStride);
    return c;
  }

  /// Cycles between the ends of equal commands that follow each other.
  std::int64_t period(const MatmulCommand& command) {
    this->check({command, command, command, command});
    return static_cast<std::int64_t>(this->endings_[3].cycle - this->endings_[2].cycle);
  }
};

using Shapes = ::testing::Types<
    RowsStayShape<Vmatmul_engine_rs4x4, 4, 4, 2>, RowsStayShape<Vmatmul_engine_rs4x8, 4, 8, 1>,
    RowsStayShape<Vmatmul_engine_rs8x8, 8, 8, 1>, RowsStayShape<Vmatmul_engine_rs16x4, 16, 4, 1>,
    RowsStayShape<Vmatmul_engine_rs16x16, 16, 16, 2>>;

TYPED_TEST_SUITE(MatmulEnginePasses, Shapes);

TYPED_TEST(MatmulEnginePasses, RunsRandomCommands) {
  for (const unsigned pause : {0U, 30U, 95U}) {
    std::vector<MatmulCommand> commands;
    for (std::uint32_t i = 0; i < 60; ++i)
      if (this->draw(0, 2) == 0)
        commands.push_back(this->randomCommand(this->draw(0, 128)));
      else
        commands.push_back(this->randomConvolution(this->draw(0, 128)));
    this->check(commands, pause);
  }
}

/// One line, one less than the array has columns, as many, up to five more.
TYPED_TEST(MatmulEnginePasses, ConvolvesAnyLines) {
  const std::uint32_t side = this->kColumns;
  for (const std::uint32_t lines :
       {1U, side - 1, side, side + 1, side + 2, side + 3, side + 4, side + 5})
    for (const std::uint32_t step : {1U, 2U}) {
      SCOPED_TRACE(std::to_string(lines) + " lines, step " + std::to_string(step));
      isa::Convolve convolution = this->packed(3, 2, step, lines, 2);
      convolution.nTiles = 2;
      convolution.weightNStride = 2 * this->kRows;
      this->check({convolution, convolution});
    }
}

/// Kernels of other rows, channels and steps follow each other with the same taps, and with others.
TYPED_TEST(MatmulEnginePasses, ChangesTheKernelBetweenCommands) {
  std::vector<MatmulCommand> commands;
  for (const std::uint32_t taps : {3U, 3U, 1U, 7U, 7U})
    for (const std::uint32_t rows : {1U, 3U, this->kMostRows})
      for (const std::uint32_t step : {1U, 2U}) {
        isa::Convolve convolution = this->packed(rows, taps, step, 5, 2);
        convolution.firstChannel = rows % this->kRows;
        convolution.accumulate = 1;
        commands.push_back(convolution);
      }
  this->check(commands);
}

/// Commands of the same taps and pitch lose no cycle between them: passes take their steps, or the
/// time of their weights.
TYPED_TEST(MatmulEnginePasses, NeverLetsTheArrayWait) {
  isa::Matmul product;
  product.rows = 2 * this->kColumns;
  product.kTiles = 5;
  product.nTiles = 2;
  product.activationStride = product.rows;
  product.weightKStride = 2 * this->kRows;
  product.weightNStride = this->kRows;
  product.accumulatorStride = product.rows;
  EXPECT_EQ(this->period(product), matmulCycles(product, TypeParam::kArray, TypeParam::kDataflow));
  for (const std::uint32_t step : {1U, 2U}) {
    isa::Convolve convolution = this->packed(2, 4, step, this->kColumns + 3, 2);
    convolution.nTiles = 2;
    convolution.weightNStride = 4 * this->kRows;
    const ArrayTiming timing = arrayTiming(convolution, TypeParam::kArray);
    EXPECT_EQ(this->period(convolution),
              2 * timing.period(passCycles(convolution, TypeParam::kArray)));
  }
}

/// Passes of kernels of one tap that add to the last rows of the pass before, as near as they can
/// lie, and of one line more or less than the array has columns.
TYPED_TEST(MatmulEnginePasses, HoldsStepsThatAddToRowsUnderWay) {
  for (const std::uint32_t lines : {this->kColumns - 1, this->kColumns, this->kColumns + 1})
    for (const std::uint32_t columns : {1U, 3U})
      for (std::uint32_t back = 0; back <= std::min(lines, TypeParam::kRowLatency + 2); ++back) {
        SCOPED_TRACE(std::to_string(lines) + " lines, " + std::to_string(back) + " back");
        isa::Convolve convolution = this->packed(1, 1, 1, lines, columns);
        convolution.nTiles = 3;
        convolution.accumulate = 1;
        convolution.accumulatorStride = (lines - back) * columns;
        this->check({convolution, convolution});
      }
}

/// Runs `bad` between commands that are good: it ends badly, they are not disturbed.
TYPED_TEST(MatmulEnginePasses, ReportsAddressesOutside) {
  const isa::Convolve good = this->packed(2, 3, 1, 5, 2);
  isa::Convolve word = good, line = good, weight = good, sum = good, channel = good;
  word.activationStart = kActivationWords - static_cast<std::uint32_t>(imageWords(good)) + 1;
  line.lineWords = 0xffff;
  weight.weightStart = kWeightWords - 3 * this->kRows + 1;
  sum.accumulatorStart = kAccumulatorRows - good.lines * good.columns + 1;
  channel.firstChannel = this->kRows;
  std::vector<isa::Convolve> refused = {word, line, weight, sum};
  if (this->kRows < 16)
    refused.push_back(channel);
  for (isa::Convolve bad : refused) {
    ASSERT_FALSE(isInside(bad, TypeParam::kArray, this->scratchpad_, this->sums_));
    bad.accumulatorStart = std::max(bad.accumulatorStart, 40U);
    isa::Convolve after = good;
    after.accumulatorStart = 20;
    this->run({good, bad, after, after});
    ASSERT_EQ(this->endings_.size(), 4U);
    EXPECT_TRUE(this->endings_[0].good && this->endings_[2].good && this->endings_[3].good);
    EXPECT_FALSE(this->endings_[1].good);
    for (const isa::Convolve& command : {good, after})
      runConvolve(command, TypeParam::kArray, this->scratchpad_, this->expected_);
    this->expectSums(7, 30);
  }
}

/// As many k tiles as int32 surely holds with so many taps, and one more; kernels that are taller
/// than the array.
TYPED_TEST(MatmulEnginePasses, RefusesWhatItCannotSum) {
  isa::Convolve longest = this->packed(1, 3, 1, 1, 1);
  longest.kTiles = ((1U << 17) - 1) / this->kRows / longest.taps;
  isa::Convolve refused = longest;
  ++refused.kTiles;
  if (this->kRows < kMostKernelRows) {
    refused = longest;
    refused.kernelRows = this->kRows + 1;
  }
  refused.accumulatorStart = 1;
  ASSERT_TRUE(isInside(longest, TypeParam::kArray, this->scratchpad_, this->sums_));
  ASSERT_FALSE(isInside(refused, TypeParam::kArray, this->scratchpad_, this->sums_));
  this->run({longest, refused});
  ASSERT_EQ(this->endings_.size(), 2U);
  EXPECT_TRUE(this->endings_[0].good);
  EXPECT_FALSE(this->endings_[1].good);
  runConvolve(longest, TypeParam::kArray, this->scratchpad_, this->expected_);
  this->expectSums(0, 16);
}

} // namespace
} // namespace weft
