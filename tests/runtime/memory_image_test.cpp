// memory_image_test.cpp: Damage outside the tensors and in constants is found
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/memory_image.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <functional>

namespace weft {
namespace {

struct Fixture {
  Workload workload = makeWorkload("gemm:3x5x7", 1);
  Config config = loadConfig("tiny4");
  Program program = compile(workload.graph, config);
  MemoryImage image{workload.graph, program};
};

TEST(MemoryImage, ReadsBackWhatWasWritten) {
  Fixture f;
  const TensorId input = f.workload.graph.inputs[0];
  f.image.write(input, f.workload.samples[0][0]);
  const Tensor back = f.image.read(input);
  EXPECT_EQ(back.convertedTo<std::int64_t>(), f.workload.samples[0][0].convertedTo<std::int64_t>());
  EXPECT_FALSE(f.image.firstDamage());
}

TEST(MemoryImage, FindsAWriteIntoRowPadding) {
  Fixture f;
  const Placement& place = f.program.placements[f.workload.graph.inputs[0]];
  f.image.segment(place.base)[place.offset + static_cast<std::uint64_t>(place.columns)] ^= 1;
  EXPECT_TRUE(f.image.firstDamage());
}

TEST(MemoryImage, FindsAWriteIntoAGuardZone) {
  Fixture f;
  f.image.segment(kTensorBase)[kGuardBytes - 1] ^= 1;
  EXPECT_EQ(f.image.firstDamage(),
            "byte 255 of the tensor segment was written, which belongs to no tensor");
}

TEST(MemoryImage, FindsAFlippedBitInAWeight) {
  Fixture f;
  f.image.segment(kConstantBase)[kGuardBytes + 3] ^= 1;
  EXPECT_EQ(f.image.firstDamage(),
            "a constant was overwritten at byte 259 of the constant segment");
}

/// How a child ends that is interrupted and then does `work` on the image.
void interruptedBefore(const std::function<void(const Fixture&)>& work) {
  constexpr int kStopped = 130, kWentOn = 0;
  const Fixture f;
  EXPECT_EXIT(
      {
        noteInterruption(SIGTERM);
        try {
          work(f);
        } catch (const Interrupted&) {
          std::_Exit(kStopped);
        }
        std::_Exit(kWentOn);
      },
      ::testing::ExitedWithCode(kStopped), "");
}

TEST(MemoryImage, StopsForASignal) {
  interruptedBefore([](const Fixture& f) { f.image.firstDamage(); });
  interruptedBefore([](const Fixture& f) { f.image.read(f.workload.graph.inputs[0]); });
}

} // namespace
} // namespace weft
