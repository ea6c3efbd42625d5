// interrupt_test.cpp: Ctrl-C ends weft with 130 wherever it is, and leaves nothing behind
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace weft::testing {
namespace {

/// Runs `weft ARGUMENTS --json FILE` and interrupts it after a second.
void expectEndsWithoutResult(const std::string& environment, const std::string& arguments) {
  const std::string file = scratch("interrupted_early.json");
  std::filesystem::remove(file);
  const ToolResult result =
      shell(environment + " timeout --preserve-status -s INT 1 " WEFT_TOOL " " + arguments +
            " --quiet --json " + file);
  EXPECT_EQ(result.status, 130) << arguments << "\n" << result.output;
  EXPECT_EQ(result.output, "weft: interrupted\n");
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Interrupt, EndsTheDrawingOfNumbersAndTheModels) {
  for (const char* workload :
       {"gemm:1x16384x65536", "gemm:4096x16384x512", "attention:L=64,S=65536,D=128,H=1",
        "encoder:L=1024,D=1024,H=16,F=4096"})
    expectEndsWithoutResult("", std::string("run tiny4 ") + workload +
                                    " --override attention.max_keys=65536 --backend golden");
}

TEST(Interrupt, EndsTheBuildOfASimulatorAndRemovesIt) {
  const std::filesystem::path cache = scratch("cache");
  std::filesystem::remove_all(cache);
  expectEndsWithoutResult("WEFT_CACHE=" + cache.string(), "run tiny4 gemm:1x1x1");
  for (const auto& entry : std::filesystem::directory_iterator(cache))
    EXPECT_EQ(entry.path().extension(), ".lock") << entry.path();
}

} // namespace
} // namespace weft::testing
