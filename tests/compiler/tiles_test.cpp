// tiles_test.cpp: Tiles never cross a group, blocks hold what fits
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_tiling.hpp"
#include "sw/compiler/tiles.hpp"

#include "gen/config/read.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Tiles, RaggedTailIsItsOwnTile) {
  const auto blocks = cutIntoBlocks({37, 37}, 16, 2);
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[1].tiles.size(), 1U);
  EXPECT_EQ(blocks[1].tiles[0].width, 5);
  EXPECT_EQ(blocks[0].pieces().size(), 1U);
  EXPECT_EQ(blocks[0].pieces()[0].columns, 32);
}

TEST(Tiles, GroupsStartTilesOfTheirOwn) {
  const auto blocks = cutIntoBlocks({30, 10}, 8, 4);
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].pieces().size(), 2U);
  EXPECT_EQ(blocks[0].pieces()[1].begin, 10);
  EXPECT_EQ(blocks[0].pieces()[1].firstTile, 2);
  EXPECT_EQ(blocks[1].end(), 30);
}

TEST(Tiles, ABlockSmallerThanAGroupStaysInside) {
  for (const Block& block : cutIntoBlocks({96, 48}, 8, 4))
    EXPECT_EQ(block.pieces().size(), 1U);
}

TEST(Tiles, SectionsTakeTurns) {
  std::vector<std::int64_t> begins;
  for (const Block& block : sectionsInTurn(cutIntoBlocks({96, 32}, 8, 2), 32))
    begins.push_back(block.begin());
  EXPECT_EQ(begins, (std::vector<std::int64_t>{0, 32, 64, 16, 48, 80}));
}

TEST(MatmulTiling, HoldsOneHeadWhereAttentionFollows) {
  const Config config = loadConfig("base16");
  MatmulShape shape{128, {768, 768}, {2304, 768}, 1, true, 768, 64};
  EXPECT_EQ(chooseTiling(shape, arrayCapacity(config), 128).nTiles, 4);
  shape.N = {36, 3};
  shape.section = 12;
  shape.mostColumns = 3;
  EXPECT_EQ(chooseTiling(shape, arrayCapacity(config), 128).nTiles, 1);
}

TEST(MatmulTiling, FitsWhatTheMemoriesHold) {
  const ArrayCapacity capacity{.rows = 16,
                               .columns = 16,
                               .activationWords = 2048,
                               .weightWords = 2048,
                               .accumulatorRows = 4096,
                               .parameterWords = 64,
                               .busBytes = 16,
                               .memoryBytes = 16,
                               .memoryLatency = 60};
  for (std::int64_t m : {1, 5, 128, 512, 4096})
    for (std::int64_t k : {1, 17, 768, 16384})
      for (std::int64_t n : {1, 33, 768, 65536}) {
        const MatmulTiling t = chooseTiling({m, {k, k}, {n, n}, 1}, capacity, m);
        EXPECT_LE(t.rowsPerBlock * t.nTiles, capacity.accumulatorRows / 2);
        EXPECT_LE(t.activationSlotWords(), capacity.activationWords / 2);
        EXPECT_LE(t.weightSlotWords(16), capacity.weightWords / 2);
        EXPECT_LE(t.nTiles, capacity.parameterWords / 2);
      }
}

} // namespace
} // namespace weft
