// interrupt_test.cpp: Ctrl-C, or an error of its own, ends weft and leaves nothing behind
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace weft::testing {
namespace {

/// The digits' calibration images 400 times over, so that quantising takes many seconds.
std::string longCalibration() {
  constexpr int kCopies = 400;
  std::ostringstream text;
  text << std::ifstream(WEFT_DIGITS "/calibration.npy", std::ios::binary).rdbuf();
  std::string header = text.str().substr(0, 128);
  const std::string images = text.str().substr(128);
  const std::string few = "(128,", many = "(51200,";
  const std::size_t shape = header.find(few);
  header.replace(shape, few.size(), many);
  header.erase(header.rfind(' '), 1).erase(header.rfind(' '), 1);
  std::string file = scratch("long_calibration.npy");
  std::ofstream out(file, std::ios::binary);
  out << header;
  for (int copy = 0; copy < kCopies; ++copy)
    out << images;
  return file;
}

/// Runs `weft ARGUMENTS --json FILE` and interrupts it after a second.
void expectEndsWithoutResult(const std::string& environment, const std::string& arguments) {
  const std::string file = scratch("interrupted_early.json");
  const ToolResult result =
      shell(environment + " timeout --preserve-status -s INT 1 " WEFT_TOOL " " + arguments +
            " --quiet --json " + file);
  EXPECT_EQ(result.status, 130) << arguments << "\n" << result.output;
  EXPECT_EQ(result.output, "weft: interrupted\n");
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Interrupt, EndsTheDrawingOfNumbersAndTheModels) {
  for (const char* workload :
       {"gemm:1x16384x65536", "gemm:4096x16384x512", "attention:L=1024,S=65536,D=128,H=1",
        "encoder:L=1024,D=1024,H=16,F=4096"})
    expectEndsWithoutResult("", std::string("run tiny4 ") + workload +
                                    " --override attention.max_keys=65536 --backend golden");
}

TEST(Interrupt, EndsTheModelOfALongSchedule) {
  for (const char* workload : {"gemm:4096x16384x65536", "encoder:L=4096,D=4096,H=64,F=16384",
                               "attention:L=4096,S=65536,D=16,H=64"})
    expectEndsWithoutResult("", std::string("model tiny4 ") + workload +
                                    " --override attention.max_keys=65536");
}

TEST(Interrupt, EndsTheBuildOfASimulatorAndRemovesIt) {
  const std::filesystem::path cache = scratch("cache");
  std::filesystem::create_directories(cache);
  expectEndsWithoutResult("WEFT_CACHE=" + cache.string(), "run tiny4 gemm:1x1x1");
  for (const auto& entry : std::filesystem::directory_iterator(cache))
    EXPECT_EQ(entry.path().extension(), ".lock") << entry.path();
}

TEST(Interrupt, EndsQuantisationAndLeavesNoFolder) {
  const std::filesystem::path folder = scratch("interrupted_quantised");
  expectEndsWithoutResult("", "quantize '" WEFT_DIGITS "' --calibration " + longCalibration() +
                                  " -o " + folder.string());
  for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path()))
    EXPECT_EQ(entry.path().string().find(folder.string()), std::string::npos) << entry.path();
}

TEST(OutOfMemory, IsASentenceAndNoResult) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer needs more address space than the limit leaves";
#endif
  const std::string file = scratch("out_of_memory.json");
  const ToolResult result =
      shell("ulimit -v 300000; " WEFT_TOOL " run tiny4 gemm:4096x16384x65536 --backend golden "
            "--quiet --json " +
            file);
  EXPECT_EQ(result.status, 2) << result.output;
  EXPECT_EQ(result.output, "weft: out of memory: this machine, or a limit set on this process, has "
                           "less than the workload needs\n");
  EXPECT_FALSE(std::filesystem::exists(file));
}

} // namespace
} // namespace weft::testing
