// drain_test.cpp: Errors of the memory that come while a soft reset waits for its answers.
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/scenes.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

using testing::BareMachine;
using testing::kResults;
using testing::Scene;

constexpr std::uint32_t kOperand = 0, kOtherOperand = 0x400;

/// Before, while or after the error comes: the reset ends, and nothing of the error is left.
TEST(Drain, ErrorsThatComeDuringItAreForgotten) {
  num::Random random(41);
  for (const Scene& scene : testing::allScenes())
    for (const std::uint32_t at : {kOperand, kOtherOperand, kResults}) {
      SCOPED_TRACE(scene.name + ", error at " + std::to_string(at));
      BareMachine machine(BareMachine::kDataAddress + at);
      for (int trial = 0; trial < 40; ++trial) {
        begin(machine, scene);
        machine.wait(static_cast<std::uint64_t>(random.uniform(1, 600)));
        softReset(machine);
        ASSERT_EQ(machine.error(), isa::ErrorCode::none);
        ASSERT_EQ(machine.violation(), "");
        machine.prepare();
      }
    }
}

/// The error was there, so that the trials above had one to meet.
TEST(Drain, AnErrorThatNoResetForgetsStopsTheScene) {
  for (const Scene& scene : testing::allScenes())
    for (const std::uint32_t at : {kOperand, kResults}) {
      BareMachine machine(BareMachine::kDataAddress + at);
      begin(machine, scene);
      ASSERT_TRUE(machine.waitUntilIdle());
      EXPECT_EQ(machine.error(),
                at == kOperand ? isa::ErrorCode::readResponse : isa::ErrorCode::writeResponse)
          << scene.name;
    }
}

} // namespace
} // namespace weft
