// reset_test.cpp: Errors and resets at any moment: nothing stale leaves, the next product is right
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/integers.hpp"
#include "tests/system/faults.hpp"

#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft {
namespace {

using testing::Compiled;
using testing::fastMemory;
using testing::tinySimulator;

/// The tensors that a run writes, as they stand in memory before it.
std::vector<Tensor> storedTensors(const Compiled& compiled, MemoryImage& image) {
  std::vector<Tensor> tensors;
  for (const TensorId id : compiled.program.stored)
    tensors.push_back(image.read(id));
  return tensors;
}

/// Where the first input begins, counted from the first segment: each begins on a page.
std::uint64_t firstInput(const Compiled& compiled) {
  constexpr std::uint64_t kPage = 4096;
  const Placement& place = compiled.program.placements[compiled.workload.graph.inputs[0]];
  std::uint64_t begin = 0;
  for (std::uint32_t segment = 0; segment < place.base; ++segment)
    begin += roundUp<std::uint64_t>(compiled.program.segmentBytes[segment], kPage);
  return begin + place.at(0, 0);
}

/// The first beat of the input fails: no result of it may reach the memory, however long one waits.
TEST(Errors, NothingComputedFromAFailedReadIsWritten) {
  for (const char* text :
       {"add:64x16", "layernorm:64x16", "gemm:40x16x16", "attention:L=9,S=9,D=8,H=1"}) {
    SCOPED_TRACE(text);
    const Compiled compiled(text);
    RtlOptions options = fastMemory();
    options.memory.errorOffset = firstInput(compiled);
    std::vector<Tensor> before;
    options.beforeStart = [&](MemoryImage& image, std::span<std::uint32_t>) {
      before = storedTensors(compiled, image);
    };
    RtlDevice device = compiled.device(tinySimulator(), options);
    const DeviceRun run = compiled.run(device);
    ASSERT_TRUE(run.error);
    EXPECT_NE(run.error->message.find("READ_RESPONSE"), std::string::npos) << run.error->message;
    for (std::size_t i = 0; i < before.size(); ++i)
      EXPECT_TRUE(
          std::ranges::equal(run.tensors[compiled.program.stored[i]].bytes(), before[i].bytes()))
          << "tensor " << i;
  }
}

/// A silent memory ends the run, then the soft reset, each with its own error; once it answers, all
/// is well.
TEST(Errors, ADrainThatTheMemoryDoesNotEndIsReported) {
  for (const auto channel : {WithheldChannel::Name::r, WithheldChannel::Name::b}) {
    const Compiled compiled("gemm:5x6x7");
    RtlOptions options = fastMemory();
    options.watchdog = 2000;
    options.withheld = WithheldChannel{channel, {}, 20'000};
    RtlDevice device = compiled.device(tinySimulator(), options);
    const DeviceRun run = compiled.run(device);
    ASSERT_TRUE(run.error);
    EXPECT_NE(run.error->message.find("WATCHDOG"), std::string::npos) << run.error->message;
    const std::optional<DeviceError> error = device.softReset();
    ASSERT_TRUE(error) << "the soft reset waits for ever";
    EXPECT_NE(error->message.find("DRAIN_TIMEOUT"), std::string::npos) << error->message;
    device.wait(20'000);
    EXPECT_FALSE(device.softReset());
    EXPECT_EQ(compiled.verdict(compiled.run(device)), "");
  }
}

/// Cuts runs off at random moments with resets of so many clocks, each followed by a right product.
void expectRightAfterResets(bool alone) {
  const Compiled compiled("gemm:12x10x9");
  RtlOptions options = fastMemory();
  options.memory.latency = 30;
  options.memory.stallPercent = 30;
  RtlDevice device = compiled.device(tinySimulator(), options);
  constexpr std::uint64_t kLongerThanAnyAnswer = 5000;
  num::Random random(7);
  for (const std::uint32_t clocks : {1U, 2U, 3U, 4U, 5U, 16U})
    for (int trial = 0; trial < 12; ++trial) {
      const auto after = static_cast<std::uint64_t>(random.uniform(1, 700));
      SCOPED_TRACE(std::to_string(clocks) + " clocks after " + std::to_string(after) + " cycles");
      device.runUntilReset(compiled.workload.samples[0], {after, clocks, alone});
      if (alone)
        device.wait(kLongerThanAnyAnswer);
      ASSERT_EQ(compiled.verdict(compiled.run(device)), "");
    }
}

TEST(Reset, OfAnyLengthAtAnyMomentIsFollowedByARightProduct) { expectRightAfterResets(false); }

/// The answers of what was under way come late: they are no commands and no data.
TEST(Reset, OfTheAcceleratorAloneIgnoresLateAnswers) { expectRightAfterResets(true); }

} // namespace
} // namespace weft
