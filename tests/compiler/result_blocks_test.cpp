// result_blocks_test.cpp: Blocks of results store everything once and hold what they need
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/result_blocks.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

std::vector<Results> images() {
  std::vector<Results> all;
  for (const auto& [height, width] :
       {std::pair{1, 1}, {2, 3}, {7, 7}, {12, 5}, {112, 112}, {3, 40}})
    for (const auto& [side, step] : {std::pair{1, 1}, {2, 2}, {3, 2}})
      if (height >= step && width >= step)
        all.push_back({height, width, side, step});
  return all;
}

/// Every stored result belongs to one block, whose computed results hold its window.
void expectWhole(const Results& results, const std::vector<ResultBlock>& blocks,
                 std::int64_t rows) {
  std::vector<int> stored(static_cast<std::size_t>(results.storedHeight() * results.storedWidth()));
  for (const ResultBlock& block : blocks) {
    EXPECT_LE(block.rows(), rows);
    for (std::int64_t y = block.storedLines.begin; y < block.storedLines.end; ++y)
      for (std::int64_t x = block.storedColumns.begin; x < block.storedColumns.end; ++x) {
        ++stored[static_cast<std::size_t>(y * results.storedWidth() + x)];
        const Extent lines = results.needed({y, y + 1}, results.height);
        const Extent columns = results.needed({x, x + 1}, results.width);
        EXPECT_TRUE(block.lines.begin <= lines.begin && lines.end <= block.lines.end);
        EXPECT_TRUE(block.columns.begin <= columns.begin && columns.end <= block.columns.end);
      }
  }
  for (const int times : stored)
    EXPECT_EQ(times, 1);
}

void expectWhole(const Results& results, std::int64_t rows) {
  expectWhole(results, cutResults(results, rows), rows);
}

TEST(ResultBlocks, ofAnySizeStoreEverythingOnce) {
  for (const Results& results : images())
    for (const BlockSize& size : evenBlocks(results, 1 << 20))
      expectWhole(results, cutResults(results, size),
                  results.computed(size.lines, results.height) *
                      results.computed(size.columns, results.width));
}

TEST(ResultBlocks, storeEverythingOnce) {
  for (const Results& results : images())
    for (std::int64_t rows = results.side * results.side; rows <= 60; ++rows)
      expectWhole(results, rows);
}

TEST(ResultBlocks, ofEvenRowsAreAsManyAsTheyCanBe) {
  for (const Results& results : images()) {
    std::size_t before = 0;
    for (const std::int64_t rows : evenRows(results, 1 << 20)) {
      expectWhole(results, rows);
      const std::size_t blocks = cutResults(results, rows).size();
      EXPECT_GT(blocks, before) << results.height << "x" << results.width << " rows " << rows;
      before = blocks;
    }
    EXPECT_EQ(evenRows(results, 0).size(), 1U);
    EXPECT_EQ(before, cutResults(results, evenRows(results, 0).front()).size());
  }
}

TEST(ResultBlocks, ofMaximaOverlap) {
  const Results results{112, 112, 3, 2};
  const auto blocks = cutResults(results, 9L * 112);
  ASSERT_EQ(blocks.size(), 14U);
  EXPECT_EQ(blocks[0].height(), 8); // nothing above the image
  EXPECT_EQ(blocks[1].lines.begin, 7);
  EXPECT_EQ(blocks[1].lines.end, 16);
  EXPECT_EQ(computedRows(results, 9L * 112), (13L * 9 + 8) * 112);
}

} // namespace
} // namespace weft
