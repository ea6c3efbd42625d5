// sequences_test.cpp: Resets, registers and tokens in orders that no good driver thinks of.
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/scenes.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

namespace reg = isa::reg;
using isa::ErrorCode;
using testing::allScenes;
using testing::BareMachine;
using testing::Scene;
using testing::softReset;

constexpr std::uint32_t kPatience = 3000; ///< more cycles than any scene rests
constexpr std::uint64_t kAnswered = 500;  ///< until everything that was asked for has come

std::vector<std::uint8_t> undisturbed(const Scene& scene) {
  BareMachine machine;
  return memoryAfter(machine, scene);
}

/// Whatever has happened: after a soft reset the machine works as a new one.
void expectSound(BareMachine& machine, const Scene& scene) {
  EXPECT_EQ(machine.violation(), "");
  machine.write(reg::kWatchdog, kPatience);
  softReset(machine);
  machine.prepare();
  EXPECT_EQ(memoryAfter(machine, scene), undisturbed(scene));
}

/// Stopped by nothing or by one of these errors, but not at work for ever.
void expectEnds(BareMachine& machine, std::initializer_list<ErrorCode> allowed) {
  ASSERT_TRUE(machine.waitUntilIdle());
  const ErrorCode code = machine.error();
  EXPECT_TRUE(std::ranges::find(allowed, code) != allowed.end()) << static_cast<unsigned>(code);
}

TEST(Sequences, AnyResetInTheMiddleOfAnyEnginesCommand) {
  num::Random random(31);
  for (const Scene& scene : allScenes()) {
    SCOPED_TRACE(scene.name);
    const std::vector<std::uint8_t> right = undisturbed(scene);
    BareMachine machine;
    for (int trial = 0; trial < 60; ++trial) {
      const auto moment = static_cast<std::uint64_t>(random.uniform(1, 900));
      SCOPED_TRACE(std::to_string(trial) + ", after " + std::to_string(moment) + " cycles");
      begin(machine, scene);
      machine.wait(moment);
      if (trial % 3 == 0) {
        softReset(machine);
        machine.prepare();
      } else
        machine.reset(static_cast<std::uint32_t>(random.uniform(1, 6)), trial % 3 == 1);
      machine.wait(trial % 3 == 1 ? kAnswered : 0);
      ASSERT_EQ(memoryAfter(machine, scene), right);
    }
  }
}

TEST(Sequences, SoftResetsAndStartsUponEachOther) {
  num::Random random(32);
  for (const Scene& scene : allScenes()) {
    SCOPED_TRACE(scene.name);
    BareMachine machine;
    for (int trial = 0; trial < 30; ++trial) {
      begin(machine, scene);
      machine.wait(random.below(600));
      for (int i = 0; i < 4; ++i) {
        machine.write(reg::kControl,
                      random.chance(60) ? isa::kControlSoftReset : isa::kControlStart);
        machine.wait(random.below(12));
      }
      ASSERT_TRUE(machine.waitUntilIdle());
      softReset(machine);
      machine.prepare();
    }
    expectSound(machine, scene);
  }
}

/// One cycle without progress is an error; so is a drain of one. Nothing is lost for good.
TEST(Sequences, APatienceOfOneCycle) {
  for (const Scene& scene : allScenes()) {
    SCOPED_TRACE(scene.name);
    BareMachine machine;
    machine.write(reg::kWatchdog, 1);
    begin(machine, scene);
    expectEnds(machine, {ErrorCode::watchdog});
    machine.write(reg::kControl, isa::kControlSoftReset);
    expectEnds(machine, {ErrorCode::none, ErrorCode::drainTimeout});
    expectSound(machine, scene);
  }
}

/// A driver loses its patience while a command waits.
TEST(Sequences, PatienceThatIsLoweredWhileSomethingWaits) {
  BareMachine machine;
  machine.write(reg::kWatchdog, 0);
  machine.append(isa::Load{.bytes = 64}, {1, 0});
  machine.ringDoorbell();
  machine.start();
  machine.wait(kPatience);
  EXPECT_EQ(machine.read(reg::kStatus), isa::kStatusRunning);
  machine.write(reg::kWatchdog, kPatience / 2);
  expectEnds(machine, {ErrorCode::watchdog});
  expectSound(machine, allScenes().front());
}

TEST(Sequences, EveryTokenIsWaitedForOrSignalled) {
  constexpr std::uint32_t kAll = (1U << isa::kTokenCount) - 1;
  for (const Scene& scene : allScenes()) {
    SCOPED_TRACE(scene.name);
    const auto last = scene.commands.back();
    const auto withTokens = [&](isa::Tokens tokens) {
      auto words = last;
      const auto header = isa::encode(isa::Load{.bytes = 64}, tokens);
      words[0] = (words[0] & 0xffffU) | (header[0] & 0xffff0000U);
      words[1] = header[1];
      return words;
    };
    BareMachine machine;
    machine.write(reg::kWatchdog, kPatience);
    machine.append(withTokens({kAll, kAll}));
    machine.ringDoorbell();
    machine.start();
    expectEnds(machine, {ErrorCode::watchdog});
    softReset(machine);
    machine.prepare();
    for (int i = 0; i < 5; ++i)
      machine.append(withTokens({i == 0 ? 0 : kAll, kAll}));
    machine.ringDoorbell();
    machine.start();
    expectEnds(machine, {ErrorCode::none});
    expectSound(machine, scene);
  }
}

/// Tails anywhere below and beyond the size, while commands run.
TEST(Sequences, TailsThatJump) {
  num::Random random(33);
  BareMachine machine;
  for (int trial = 0; trial < 40; ++trial) {
    machine.prepare();
    machine.write(reg::kWatchdog, kPatience);
    for (std::uint32_t slot = 0; slot < BareMachine::kRingSlots; ++slot)
      machine.append(isa::Load{.bytes = 64});
    machine.start();
    for (int i = 0; i < 12; ++i) {
      const auto beyond = static_cast<std::uint32_t>(random.chance(5) ? 1 << random.below(16) : 0);
      machine.write(reg::kRingTail,
                    static_cast<std::uint32_t>(random.below(BareMachine::kRingSlots)) + beyond);
      machine.wait(random.below(200));
    }
    expectEnds(machine, {ErrorCode::none, ErrorCode::badRing});
    EXPECT_EQ(machine.violation(), "");
    softReset(machine);
  }
  expectSound(machine, allScenes().front());
}

/// The ring's registers are changed under a run: an error, or commands from elsewhere, but no harm.
TEST(Sequences, ARingThatIsMovedOrResizedUnderARun) {
  num::Random random(34);
  BareMachine machine;
  for (int trial = 0; trial < 60; ++trial) {
    SCOPED_TRACE(trial);
    machine.prepare();
    machine.write(reg::kWatchdog, kPatience);
    for (int i = 0; i < 30; ++i)
      machine.append(isa::Load{.bytes = 64});
    machine.ringDoorbell();
    machine.start();
    machine.wait(random.below(400));
    const std::uint32_t place = 1U << random.below(17);
    switch (random.below(3)) {
    case 0:
      machine.write(reg::kRingBaseLow, place);
      break;
    case 1:
      machine.write(reg::kRingBaseHigh, place);
      break;
    default:
      machine.write(reg::kRingSize, place);
    }
    ASSERT_TRUE(machine.waitUntilIdle());
    EXPECT_NE(machine.error(), ErrorCode::watchdog);
    EXPECT_EQ(machine.violation(), "");
    softReset(machine);
    machine.write(reg::kRingBaseHigh, 0);
  }
  expectSound(machine, allScenes().front());
}

/// A live ring that is moved goes on at its head in the new place; a new size needs a start.
TEST(Sequences, ARingThatIsMovedOrResizedBetweenRuns) {
  constexpr std::uint32_t kMoved = BareMachine::kDataAddress + 0x4000;
  BareMachine machine;
  machine.append(isa::Load{.bytes = 64});
  machine.ringDoorbell();
  machine.start();
  expectEnds(machine, {ErrorCode::none});
  const auto words = isa::encode(isa::Load{.bytes = 64});
  machine.put(kMoved - BareMachine::kDataAddress + isa::kSlotBytes, words);
  machine.write(reg::kRingBaseLow, kMoved);
  machine.write(reg::kRingTail, 2);
  expectEnds(machine, {ErrorCode::none});
  EXPECT_EQ(machine.finished().size(), 2U);
  machine.write(reg::kRingSize, 2);
  machine.put(kMoved - BareMachine::kDataAddress, words);
  machine.write(reg::kRingTail, 1);
  machine.wait(kAnswered);
  EXPECT_EQ(machine.finished().size(), 2U) << "it is not live";
  machine.start();
  expectEnds(machine, {ErrorCode::none});
  EXPECT_EQ(machine.finished().size(), 3U);
  machine.write(reg::kRingBaseLow, 0);
  expectSound(machine, allScenes().front());
}

/// Commands of two slots: in a ring of two, of which one stays free, and around the end of a ring.
TEST(Sequences, CommandsOfTwoSlotsAtTheEndOfTheRing) {
  const Scene post = testing::postScene();
  BareMachine machine;
  machine.write(reg::kRingSize, 2);
  machine.append(post.commands.front());
  machine.write(reg::kRingTail, 1);
  machine.start();
  expectEnds(machine, {ErrorCode::badLength});
  softReset(machine);
  machine.prepare();
  machine.start();
  for (std::uint32_t slot = 0; slot < 2 * BareMachine::kRingSlots + 1; ++slot) {
    machine.append(isa::Load{.bytes = 64});
    machine.ringDoorbell();
    expectEnds(machine, {ErrorCode::none});
    machine.append(post.commands.front());
    machine.ringDoorbell();
    expectEnds(machine, {ErrorCode::none});
  }
  expectSound(machine, post);
}

/// Lengths from registers, which no decoder has looked at.
TEST(Sequences, LengthsFromScalarsOfAnySize) {
  for (const std::uint32_t queries : {0U, 1U, 9U, 4096U, 4097U, 0xffffffffU})
    for (const std::uint32_t keys : {0U, 1U, 40U, 4096U, 4097U, 65537U, 0xffffffffU}) {
      SCOPED_TRACE(std::to_string(queries) + " queries, " + std::to_string(keys) + " keys");
      BareMachine machine;
      machine.write(reg::kWatchdog, kPatience);
      machine.write(reg::scalar(0), queries);
      machine.write(reg::scalar(1), keys);
      auto attention = isa::decode<isa::Attention>(testing::attentionScene().commands.front());
      attention.queriesScalar = isa::LengthFrom::scalar0;
      attention.keysScalar = isa::LengthFrom::scalar1;
      machine.append(attention);
      machine.ringDoorbell();
      machine.start();
      for (int i = 0; i < 50 && machine.read(reg::kStatus) == isa::kStatusRunning; ++i)
        machine.wait(100);
      EXPECT_NE(machine.error(), ErrorCode::watchdog);
      expectSound(machine, testing::attentionScene());
    }
}

/// Windows that close, or leave the bus, under a command.
TEST(Sequences, BasesAndLimitsThatChangeUnderACommand) {
  num::Random random(35);
  for (const Scene& scene : allScenes()) {
    SCOPED_TRACE(scene.name);
    BareMachine machine;
    for (int trial = 0; trial < 40; ++trial) {
      SCOPED_TRACE(trial);
      machine.write(reg::kWatchdog, kPatience);
      begin(machine, scene);
      machine.wait(random.below(500));
      if (random.chance(50))
        machine.write(reg::limit(0), static_cast<std::uint32_t>(random.below(0x9000)));
      else
        machine.write(reg::base(0) + 4, 1U << random.below(32));
      expectEnds(machine, {ErrorCode::none, ErrorCode::limit, ErrorCode::beyondBus,
                           ErrorCode::readResponse, ErrorCode::writeResponse});
      EXPECT_EQ(machine.violation(), "");
      softReset(machine);
      machine.write(reg::base(0) + 4, 0);
      machine.prepare();
    }
    expectSound(machine, scene);
  }
}

} // namespace
} // namespace weft
