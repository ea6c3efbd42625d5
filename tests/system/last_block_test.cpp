// last_block_test.cpp: Attention whose last block of queries is of every class of size
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

/// One slice a head, so that only the size of the block sets the pace of its chunks.
void runLastBlocks(const std::string& preset, int headSize) {
  const Config config = loadConfig(preset);
  RtlOptions options;
  options.memory = configuredMemory(config);
  const int block = config.attention.queryBlock;
  for (const int last : {1, 2, 3, 4, 5, block - 1, block, block + 1}) {
    const testing::Compiled compiled("attention:L=" + std::to_string(block + last) +
                                         ",S=64,D=" + std::to_string(headSize) + ",H=2",
                                     config);
    RtlDevice device =
        compiled.device(simulatorFor(config, SimulatorKind::watched, true).library, options);
    EXPECT_EQ(compiled.verdict(compiled.run(device)), "") << preset << ", last block of " << last;
  }
}

TEST(LastBlock, OfEveryClassIsExactOnTiny4) { runLastBlocks("tiny4", 1); }

TEST(LastBlock, OfEveryClassIsExactOnBase16) { runLastBlocks("base16", 16); }

} // namespace
} // namespace weft
