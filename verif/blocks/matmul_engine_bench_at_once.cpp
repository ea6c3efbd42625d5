// matmul_engine_bench_at_once.cpp: The engine around the array without local reuse.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/matmul_engine_bench.hpp"

#include "Vmatmul_engine_nlr16x16.h"
#include "Vmatmul_engine_nlr4x16.h"
#include "Vmatmul_engine_nlr4x4.h"
#include "Vmatmul_engine_nlr8x4.h"

namespace weft {
namespace {

template <class S> class MatmulEngineAtOnce : public MatmulEngineBench<S> {};

using Shapes = ::testing::Types<NothingStaysShape<Vmatmul_engine_nlr4x4, 4, 4, 2>,
                                NothingStaysShape<Vmatmul_engine_nlr8x4, 8, 4, 1>,
                                NothingStaysShape<Vmatmul_engine_nlr4x16, 4, 16, 1>,
                                NothingStaysShape<Vmatmul_engine_nlr16x16, 16, 16, 2>>;

TYPED_TEST_SUITE(MatmulEngineAtOnce, Shapes);

TYPED_TEST(MatmulEngineAtOnce, RunsRandomCommands) {
  for (const unsigned pause : {0U, 30U, 95U}) {
    std::vector<MatmulCommand> commands;
    for (std::uint32_t i = 0; i < 60; ++i)
      commands.push_back(this->randomCommand(this->draw(0, 128)));
    this->check(commands, pause);
  }
}

/// No weights load, so a tile of any number of vectors takes as many cycles, once its rows have
/// rested.
TYPED_TEST(MatmulEngineAtOnce, TakesOneCycleAVector) {
  const std::uint32_t side = this->kRows;
  for (const std::uint32_t rows : {1U, 2U, side - 1, side, side + 1, side + 5}) {
    SCOPED_TRACE(std::to_string(rows) + " rows");
    isa::Matmul command;
    command.rows = rows;
    command.kTiles = 4;
    command.nTiles = 4;
    command.activationStride = rows;
    command.weightKStride = 4 * side;
    command.weightNStride = side;
    command.accumulatorStride = rows;
    this->check({command});
    ASSERT_EQ(this->vectorCycles_.size(), 16 * rows);
    EXPECT_EQ(this->vectorCycles_.back() - this->vectorCycles_.front() + 1, 16 * rows);
    EXPECT_EQ(matmulCycles(command, TypeParam::kArray, TypeParam::kDataflow), 16 * rows);
  }
}

/// A row that comes back in the next cycle waits until the accumulator has added.
TYPED_TEST(MatmulEngineAtOnce, HoldsRowsUnderWay) {
  for (const std::uint32_t rows : {1U, 2U}) {
    isa::Matmul command;
    command.rows = rows;
    command.kTiles = 9;
    command.activationStride = 1;
    command.weightKStride = this->kRows;
    this->check({command, command});
  }
}

/// Each of start and strides, unless no step is taken with it.
TYPED_TEST(MatmulEngineAtOnce, RefusesTilesBesideTheirPlaces) {
  isa::Matmul good;
  good.rows = 3;
  good.kTiles = 2;
  good.nTiles = 2;
  good.weightKStride = 2 * this->kRows;
  good.weightNStride = this->kRows;
  good.accumulatorStride = 3;
  for (auto member :
       {&isa::Matmul::weightStart, &isa::Matmul::weightKStride, &isa::Matmul::weightNStride}) {
    isa::Matmul bad = good;
    ++(bad.*member);
    ASSERT_FALSE(beginsAtTiles(bad, TypeParam::kArray));
    this->run({good, bad, good});
    ASSERT_EQ(this->endings_.size(), 3U);
    EXPECT_TRUE(this->endings_[0].good && this->endings_[2].good);
    EXPECT_FALSE(this->endings_[1].good);
  }
  isa::Matmul one = good;
  one.kTiles = one.nTiles = 1;
  ++one.weightKStride;
  ++one.weightNStride;
  this->run({one});
  EXPECT_TRUE(this->endings_[0].good);
}

} // namespace
} // namespace weft
