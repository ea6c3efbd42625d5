// convolution_plan_test.cpp: Every product of a convolution is in one command, on few rows in vain
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/convolution_tiling.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/workload.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft {
namespace {

constexpr std::int64_t kMostKernel = 7;

/// Through an array of `arrayRows` rows when each extent is one part of the kernel.
std::int64_t passesOf(const std::vector<Extent>& parts, std::int64_t channels,
                      std::int64_t arrayRows) {
  std::int64_t passes = 0;
  for (std::int64_t word = 0; word < channels; word += arrayRows)
    for (const Extent& part : parts)
      passes += ceilDiv(std::min(arrayRows, channels - word), arrayRows / (part.end - part.begin));
  return passes;
}

/// The fewest passes of all ways to cut rows [begin, end).
std::int64_t fewestPasses(std::vector<Extent> parts, std::int64_t begin, std::int64_t end,
                          std::int64_t channels, std::int64_t arrayRows) {
  if (begin == end)
    return passesOf(parts, channels, arrayRows);
  std::int64_t fewest = 0;
  for (std::int64_t next = begin + 1; next <= std::min(end, begin + arrayRows); ++next) {
    parts.push_back({begin, next});
    const std::int64_t passes = fewestPasses(parts, next, end, channels, arrayRows);
    fewest = fewest == 0 ? passes : std::min(fewest, passes);
    parts.pop_back();
  }
  return fewest;
}

TEST(KernelRows, AreCutIntoTheFewestPasses) {
  for (const std::int64_t arrayRows : {4, 8, 16})
    for (std::int64_t kernel = 1; kernel <= kMostKernel; ++kernel)
      for (const std::int64_t channels : {1, 2, 3, 5, 7, 8, 15, 16, 17, 40, 64})
        EXPECT_EQ(passesOf(cutKernelRows(kernel, channels, arrayRows), channels, arrayRows),
                  fewestPasses({}, 0, kernel, channels, arrayRows))
            << kernel << " rows, " << channels << " channels on " << arrayRows;
}

TEST(KernelParts, HaveEveryPlaceAndChannelOnce) {
  for (const std::int64_t arrayRows : {4, 8, 16})
    for (std::size_t rows = 1; rows <= kMostKernel; ++rows)
      for (const std::size_t channels : {1, 3, 5, 16, 33})
        for (const std::int64_t taps : {1, 2, 7}) {
          Window window;
          window.rows = rows;
          window.columns = kMostKernel;
          window.channels = channels;
          const std::size_t ofWord = std::min(channels, static_cast<std::size_t>(arrayRows));
          std::vector<int> times(rows * kMostKernel * ofWord);
          for (const KernelPart& part : kernelParts(window, arrayRows, taps)) {
            EXPECT_LE(part.rows * part.channels, arrayRows);
            for (std::int64_t r = part.firstRow; r < part.firstRow + part.rows; ++r)
              for (std::int64_t s = part.firstTap; s < part.firstTap + part.taps; ++s)
                for (std::int64_t c = 0; c < part.channels; ++c)
                  ++times.at(static_cast<std::size_t>((r * kMostKernel + s) *
                                                          static_cast<std::int64_t>(ofWord) +
                                                      part.firstChannel + c));
          }
          EXPECT_TRUE(std::ranges::all_of(times, [](int each) { return each == 1; }));
        }
}

template <class Command> std::ptrdiff_t count(const std::string& text, const Config& config) {
  return std::ranges::count_if(plan(makeWorkloadShapes(text, 1).graph, config),
                               [](const PlannedCommand& command) {
                                 return std::holds_alternative<Command>(command.fields);
                               });
}

TEST(ConvolutionPlan, LoadsAnImageOnceWhateverTheKernel) {
  const Config config = loadConfig("tiny4", {"array.dataflow=rs"});
  const std::string text = "conv:H=8,W=6,C=4,K=4,R=7,S=7";
  EXPECT_EQ(count<isa::Matmul>(text, config), 0);
  const std::ptrdiff_t blocks = count<isa::Store>(text, config);
  constexpr std::ptrdiff_t kParts = 4 + 2 + 1; // kernel rows in turn with 1, 2 and 4 channels
  EXPECT_EQ(count<isa::Convolve>(text, config), kParts * blocks);
  EXPECT_EQ(count<isa::Load>(text, config), kParts + 2 * blocks) << "weights; images, records";
}

TEST(ConvolutionPlan, IsThatOfAProductForAKernelOfOnePixel) {
  const Config config = loadConfig("tiny4", {"array.dataflow=rs"});
  EXPECT_EQ(count<isa::Convolve>("conv:H=6,W=6,C=4,K=4,stride=2", config), 0);
  EXPECT_EQ(count<isa::Convolve>("gemm:16x16x16", config), 0);
  EXPECT_EQ(count<isa::Convolve>("conv:H=6,W=6,C=4,K=4,R=3,S=3", loadConfig("tiny4")), 0);
}

/// Of 7 lines, 9 of 16 columns of the array would convolve none.
TEST(ConvolutionPlan, IsThatOfAProductWhereLinesLeaveColumnsIdle) {
  const Config config = loadConfig("base16", {"array.dataflow=rs"});
  EXPECT_EQ(count<isa::Convolve>("conv:H=7,W=7,C=64,K=64,R=3,S=3", config), 0);
  EXPECT_EQ(count<isa::Matmul>("conv:H=14,W=14,C=64,K=64,R=3,S=3", config), 0);
}

/// Where not even one result's pixels fit the scratchpad, a place of the kernel at a time does.
TEST(ConvolutionPlan, IsThatOfAProductWhereImagesDoNotFit) {
  const Config config = loadConfig(
      "tiny4", {"array.dataflow=rs", "array.rows=16", "bus.bytes=64", "scratchpad.kib=16"});
  const std::string text = "conv:H=15,W=15,C=64,K=4,R=7,S=7,stride=2,pool=max3";
  EXPECT_EQ(count<isa::Convolve>(text, config), 0);
  EXPECT_GT(count<isa::Matmul>(text, config), 0);
}

} // namespace
} // namespace weft
