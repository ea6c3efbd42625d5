// matmul_engine_bench.cpp: The Verilated engine against the tiled product, values and cycles.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/matmul_engine_bench.hpp"

#include "Vmatmul_engine_nlr4x4.h"
#include "Vmatmul_engine_nlr8x4.h"
#include "Vmatmul_engine_os16x16.h"
#include "Vmatmul_engine_os4x16.h"
#include "Vmatmul_engine_os8x4.h"
#include "Vmatmul_engine_rs16x16.h"
#include "Vmatmul_engine_rs4x16.h"
#include "Vmatmul_engine_rs8x4.h"
#include "Vmatmul_engine_s16x16.h"
#include "Vmatmul_engine_s4x4.h"
#include "Vmatmul_engine_s4x8.h"
#include "Vmatmul_engine_s8x4.h"
#include "Vmatmul_engine_shared16x4.h"
#include "Vmatmul_engine_shared4x4.h"

namespace weft {
namespace {

/// Arrays that read a vector in every cycle of a command.
template <class S> class MatmulEngineStream : public MatmulEngineBench<S> {};

using Streams = ::testing::Types<
    MatmulShape<Vmatmul_engine_s4x4, 4, 4, 1>, MatmulShape<Vmatmul_engine_s4x8, 4, 8, 2>,
    MatmulShape<Vmatmul_engine_s8x4, 8, 4, 1>, MatmulShape<Vmatmul_engine_s16x16, 16, 16, 2>,
    MatmulShape<Vmatmul_engine_shared4x4, 4, 4, 2, 16>,
    MatmulShape<Vmatmul_engine_shared16x4, 16, 4, 1, 64>,
    SumsStayShape<Vmatmul_engine_os8x4, 8, 4, 2>, SumsStayShape<Vmatmul_engine_os4x16, 4, 16, 1>,
    SumsStayShape<Vmatmul_engine_os16x16, 16, 16, 2>,
    NothingStaysShape<Vmatmul_engine_nlr4x4, 4, 4, 2>,
    NothingStaysShape<Vmatmul_engine_nlr8x4, 8, 4, 1>>;
using Shapes = ::testing::Types<
    MatmulShape<Vmatmul_engine_s4x4, 4, 4, 1>, MatmulShape<Vmatmul_engine_s4x8, 4, 8, 2>,
    MatmulShape<Vmatmul_engine_s8x4, 8, 4, 1>, MatmulShape<Vmatmul_engine_s16x16, 16, 16, 2>,
    MatmulShape<Vmatmul_engine_shared4x4, 4, 4, 2, 16>,
    MatmulShape<Vmatmul_engine_shared16x4, 16, 4, 1, 64>,
    SumsStayShape<Vmatmul_engine_os8x4, 8, 4, 2>, SumsStayShape<Vmatmul_engine_os4x16, 4, 16, 1>,
    SumsStayShape<Vmatmul_engine_os16x16, 16, 16, 2>,
    NothingStaysShape<Vmatmul_engine_nlr4x4, 4, 4, 2>,
    NothingStaysShape<Vmatmul_engine_nlr8x4, 8, 4, 1>, RowsStayShape<Vmatmul_engine_rs8x4, 8, 4, 2>,
    RowsStayShape<Vmatmul_engine_rs4x16, 4, 16, 1>,
    RowsStayShape<Vmatmul_engine_rs16x16, 16, 16, 2>>;

TYPED_TEST_SUITE(MatmulEngineStream, Streams);
TYPED_TEST_SUITE(MatmulEngineBench, Shapes);

TYPED_TEST(MatmulEngineBench, RunsRandomCommands) {
  for (const unsigned pause : {0U, 30U, 95U}) {
    std::vector<MatmulCommand> commands;
    for (std::uint32_t i = 0; i < 60; ++i)
      commands.push_back(this->randomCommand(this->draw(0, 128)));
    this->check(commands, pause);
  }
}

/// Every start around the last row of the command before, which may add or replace, and n tiles
/// that begin in the last rows of their neighbour.
TYPED_TEST(MatmulEngineBench, AddsToTheLastRowsOfTheCommandBefore) {
  for (std::uint32_t back = 0; back <= TypeParam::kRowLatency + 2; ++back)
    for (const bool adds : {false, true}) {
      const isa::Matmul first = this->backToBack(0, adds);
      const isa::Matmul second = this->backToBack(this->endOf(first) - back, true);
      const isa::Matmul third = this->backToBack(this->endOf(second) - back, true);
      SCOPED_TRACE("starts " + std::to_string(back) + " rows before the end");
      this->check({first, second, third});
    }
}

/// T tiles of M rows take T * M cycles, and so does the way to the next command.
TYPED_TEST(MatmulEngineStream, NeverLetsTheArrayWait) {
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
  EXPECT_EQ(matmulCycles(command, TypeParam::kArray, TypeParam::kDataflow), 15 * command.rows);
  EXPECT_EQ(this->vectorCycles_.front(), TypeParam::kTiming.load + 1) << "after the first weights";
  EXPECT_EQ(this->endings_.back().cycle - this->vectorCycles_.back(),
            matmulDrain(TypeParam::kTiming, TypeParam::kLatency, TypeParam::kAttention,
                        TypeParam::kParts));
}

/// One-vector tiles are bound by their weights, and commands of one tile by the two that may be
/// unfinished.
TYPED_TEST(MatmulEngineBench, KeepsSmallCommandsClose) {
  isa::Matmul command;
  const std::vector<MatmulCommand> commands(20, command);
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
