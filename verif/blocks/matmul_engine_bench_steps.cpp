// matmul_engine_bench_steps.cpp: The engine around the output-stationary array: sizes and refusals.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/matmul_engine_bench.hpp"

#include "Vmatmul_engine_os16x4.h"
#include "Vmatmul_engine_os4x4.h"
#include "Vmatmul_engine_os4x8.h"
#include "Vmatmul_engine_os8x8.h"

namespace weft {
namespace {

template <class S> class MatmulEngineSteps : public MatmulEngineBench<S> {
protected:
  /// Rows and tiles that lie one behind the other, in the middle of the banks.
  static isa::Matmul packed(std::uint32_t rows, std::uint32_t kTiles, std::uint32_t nTiles) {
    isa::Matmul c;
    c.rows = rows;
    c.kTiles = kTiles;
    c.nTiles = nTiles;
    c.activationStart = 7;
    c.activationStride = rows;
    c.weightStart = 3;
    c.weightKStride = nTiles * S::kArray.rows;
    c.weightNStride = S::kArray.rows;
    c.accumulatorStart = 5;
    c.accumulatorStride = rows;
    return c;
  }
};

using Shapes = ::testing::Types<
    SumsStayShape<Vmatmul_engine_os4x4, 4, 4, 2>, SumsStayShape<Vmatmul_engine_os4x8, 4, 8, 1>,
    SumsStayShape<Vmatmul_engine_os8x8, 8, 8, 1>, SumsStayShape<Vmatmul_engine_os16x4, 16, 4, 1>>;

TYPED_TEST_SUITE(MatmulEngineSteps, Shapes);

TYPED_TEST(MatmulEngineSteps, RunsRandomCommands) {
  for (const unsigned pause : {0U, 30U, 95U}) {
    std::vector<MatmulCommand> commands;
    for (std::uint32_t i = 0; i < 60; ++i)
      commands.push_back(this->randomCommand(this->draw(0, 128)));
    this->check(commands, pause);
  }
}

/// The last tile of rows is ragged, or there is one row, or none is missing; a command takes as
/// many steps as whole tiles have.
TYPED_TEST(MatmulEngineSteps, TakesWholeTilesForAnyRows) {
  const std::uint32_t side = this->kRows;
  for (const std::uint32_t rows :
       {1U, side - 1, side, side + 1, side + 2, side + 3, side + 4, side + 5, 2 * side})
    for (const std::uint32_t kTiles : {1U, 2U, 5U})
      for (const std::uint32_t nTiles : {1U, 2U}) {
        SCOPED_TRACE(std::to_string(rows) + " rows, " + std::to_string(kTiles) + " k tiles");
        const isa::Matmul replaces = this->packed(rows, kTiles, nTiles);
        isa::Matmul adds = replaces;
        adds.accumulate = 1;
        adds.accumulatorStart = 100;
        this->check({replaces, adds});
        const std::size_t second = std::size_t{rows} * kTiles * nTiles;
        ASSERT_EQ(this->vectorCycles_.size(), 2 * second);
        EXPECT_EQ(this->vectorCycles_[second] - this->vectorCycles_[0],
                  matmulCycles(replaces, TypeParam::kArray, TypeParam::kDataflow));
      }
}

/// Tiles of one k tile that add to the last rows of the tile before, as near as they can lie.
TYPED_TEST(MatmulEngineSteps, HoldsTilesThatAddToRowsUnderWay) {
  for (const std::uint32_t rows : {this->kRows - 1, this->kRows, 2 * this->kRows})
    for (std::uint32_t back = 0; back <= std::min(rows, TypeParam::kRowLatency + 2); ++back) {
      SCOPED_TRACE(std::to_string(rows) + " rows, " + std::to_string(back) + " back");
      isa::Matmul command = this->packed(rows, 1, 3);
      command.accumulate = 1;
      command.accumulatorStride = rows - back;
      this->check({command, command});
    }
}

/// The same command is fine with one k tile or one n tile less, and when it adds.
TYPED_TEST(MatmulEngineSteps, RefusesTilesThatReplaceRowsOfEachOther) {
  isa::Matmul bad = this->packed(this->kRows + 1, 2, 2);
  --bad.accumulatorStride;
  isa::Matmul flat = bad, narrow = bad, adds = bad, apart = bad;
  --flat.kTiles;
  --narrow.nTiles;
  adds.accumulate = 1;
  ++apart.accumulatorStride;
  ASSERT_FALSE(sumsTileByTile(bad));
  this->check({flat, narrow, adds, apart});
  this->run({apart, bad, adds});
  ASSERT_EQ(this->endings_.size(), 3U);
  EXPECT_TRUE(this->endings_[0].good && this->endings_[2].good);
  EXPECT_FALSE(this->endings_[1].good);
  EXPECT_EQ(this->endings_[1].rowsWritten, this->endings_[0].rowsWritten) << "it writes nothing";
  for (const isa::Matmul& command : {apart, adds})
    runMatmul(command, TypeParam::kArray, this->scratchpad_, this->expected_);
  this->expectSums(0, kAccumulatorRows);
}

} // namespace
} // namespace weft
