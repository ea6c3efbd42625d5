// ring_test.cpp: Starts, doorbells and resets, as a driver sees them through the registers.
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/bare_machine.hpp"

#include "gen/num/random.hpp"

namespace weft {
namespace {

namespace reg = isa::reg;
using isa::Engine;
using isa::ErrorCode;
using testing::BareMachine;

constexpr std::uint32_t token(Engine from, Engine to) { return 1U << isa::tokenOf(from, to); }
constexpr std::uint32_t kLoaded = token(Engine::load, Engine::array);
constexpr std::uint32_t kSummed = token(Engine::array, Engine::store);

isa::Load load() {
  isa::Load command;
  command.bytes = 64;
  return command;
}

/// A load that leaves a token.
void appendFirstBatch(BareMachine& machine) { machine.append(load(), {0, kLoaded}); }

/// A product that takes it, and a store that waits for the product.
void appendSecondBatch(BareMachine& machine) {
  machine.append(isa::Matmul{}, {kLoaded, kSummed});
  machine.append(isa::Store{}, {kSummed, 0});
}

void expectIdle(const BareMachine& machine, std::size_t commands) {
  EXPECT_EQ(machine.read(reg::kStatus), isa::kStatusIdle);
  EXPECT_EQ(machine.error(), ErrorCode::none);
  EXPECT_EQ(machine.finished().size(), commands);
  EXPECT_EQ(machine.read(reg::kRingHead), machine.read(reg::kRingTail));
}

/// Runs the first batch; returns its cycles.
std::uint64_t runFirstBatch(BareMachine& machine) {
  appendFirstBatch(machine);
  machine.ringDoorbell();
  machine.start();
  EXPECT_TRUE(machine.waitUntilIdle());
  expectIdle(machine, 1);
  return machine.readPair(reg::kCyclesLow);
}

TEST(Ring, ServesEveryDoorbellAroundCompletion) {
  BareMachine alone;
  const std::uint64_t cycles = runFirstBatch(alone);
  ASSERT_GT(cycles, 60U);
  for (std::uint64_t late = 0; late <= 80; ++late)
    for (const bool starts : {false, true}) {
      SCOPED_TRACE(late);
      BareMachine machine;
      appendFirstBatch(machine);
      machine.ringDoorbell();
      machine.start();
      appendSecondBatch(machine);
      machine.wait(cycles - 60 + late);
      machine.ringDoorbell();
      if (starts)
        machine.start();
      ASSERT_TRUE(machine.waitUntilIdle());
      expectIdle(machine, 3);
      EXPECT_EQ(machine.finished().back().index, 2U) << "commands are counted on";
    }
}

/// A driver that appends whenever it likes and never starts again.
TEST(Ring, RunsAProgramThatIsLongerThanTheRing) {
  num::Random random(8);
  BareMachine machine;
  machine.start();
  constexpr std::size_t kBatches = 60;
  for (std::size_t i = 0; i < kBatches; ++i) {
    appendFirstBatch(machine);
    appendSecondBatch(machine);
    machine.ringDoorbell();
    machine.wait(random.below(300));
    const auto used = [&] {
      return (machine.tail() - machine.read(reg::kRingHead)) % BareMachine::kRingSlots;
    };
    for (int polls = 0; used() + 3 >= BareMachine::kRingSlots && polls < 1000; ++polls)
      machine.wait(10);
  }
  ASSERT_TRUE(machine.waitUntilIdle());
  expectIdle(machine, 3 * kBatches);
}

TEST(Ring, StartWhileRunningChangesNothing) {
  BareMachine quiet, noisy;
  const std::uint64_t cycles = runFirstBatch(quiet);
  appendFirstBatch(noisy);
  noisy.ringDoorbell();
  noisy.start();
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(noisy.read(reg::kStatus), isa::kStatusRunning);
    noisy.start();
  }
  ASSERT_TRUE(noisy.waitUntilIdle());
  expectIdle(noisy, 1);
  EXPECT_EQ(noisy.readPair(reg::kCyclesLow), cycles);
  EXPECT_EQ(noisy.readPair(reg::kReadBytes), quiet.readPair(reg::kReadBytes));
  for (int i = 0; i < 2; ++i)
    noisy.start();
  EXPECT_EQ(noisy.readPair(reg::kCyclesLow), cycles) << "nor does a start of a live ring";
}

TEST(Ring, StartAfterAnErrorKeepsTheDiagnosis) {
  BareMachine machine;
  machine.write(reg::limit(0), 32);
  appendFirstBatch(machine);
  machine.append(load());
  machine.ringDoorbell();
  machine.start();
  ASSERT_TRUE(machine.waitUntilIdle());
  const auto diagnosis = [&] {
    return std::vector<std::uint64_t>{machine.read(reg::kStatus),
                                      machine.read(reg::kErrorCode),
                                      machine.read(reg::kErrorIndex),
                                      machine.read(reg::kRingHead),
                                      machine.read(reg::kRingTail),
                                      machine.read(reg::kIrqPending),
                                      machine.readPair(reg::kErrorAddressLow),
                                      machine.readPair(reg::kCyclesLow)};
  };
  const auto before = diagnosis();
  ASSERT_EQ(machine.error(), ErrorCode::limit);
  machine.start();
  machine.wait(200);
  EXPECT_EQ(diagnosis(), before);
}

/// Whatever is written after a run to empty the ring, a start then finds nothing to do.
TEST(Ring, IsEmptyAfterASoftResetOrANewSize) {
  const auto runsNothingAfter = [](std::uint32_t offset, std::uint32_t value) {
    BareMachine machine;
    runFirstBatch(machine);
    machine.write(offset, value);
    ASSERT_TRUE(machine.waitUntilIdle());
    EXPECT_EQ(machine.read(reg::kRingHead), 0U);
    EXPECT_EQ(machine.read(reg::kRingTail), 0U);
    machine.start();
    machine.wait(500);
    expectIdle(machine, 1);
  };
  runsNothingAfter(reg::kControl, isa::kControlSoftReset);
  runsNothingAfter(reg::kRingSize, BareMachine::kRingSlots);
  runsNothingAfter(reg::kRingSize, 2);
}

TEST(Ring, ASoftResetWithAStartIsASoftReset) {
  BareMachine machine;
  runFirstBatch(machine);
  machine.write(reg::kControl, isa::kControlStart | isa::kControlSoftReset);
  ASSERT_TRUE(machine.waitUntilIdle());
  EXPECT_EQ(machine.read(reg::kRingTail), 0U);
  machine.write(reg::kRingTail, 1);
  machine.wait(500);
  EXPECT_EQ(machine.finished().size(), 1U) << "the ring is not live";
  machine.start();
  ASSERT_TRUE(machine.waitUntilIdle());
  expectIdle(machine, 2);
}

TEST(Ring, ATailOutsideStopsItWhileItRuns) {
  for (const std::uint32_t tail : {BareMachine::kRingSlots, BareMachine::kRingSlots + 1, 0xffffU}) {
    BareMachine machine;
    for (int i = 0; i < 6; ++i)
      appendFirstBatch(machine);
    machine.ringDoorbell();
    machine.start();
    ASSERT_EQ(machine.read(reg::kStatus), isa::kStatusRunning);
    machine.write(reg::kRingTail, tail);
    ASSERT_TRUE(machine.waitUntilIdle());
    EXPECT_EQ(machine.read(reg::kStatus), isa::kStatusError);
    EXPECT_EQ(machine.error(), ErrorCode::badRing);
    machine.write(reg::kControl, isa::kControlSoftReset);
    ASSERT_TRUE(machine.waitUntilIdle());
    machine.prepare();
    const std::size_t before = machine.finished().size();
    appendFirstBatch(machine);
    machine.ringDoorbell();
    machine.start();
    ASSERT_TRUE(machine.waitUntilIdle());
    expectIdle(machine, before + 1);
  }
}

} // namespace
} // namespace weft
