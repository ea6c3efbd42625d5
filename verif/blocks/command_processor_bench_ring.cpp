// command_processor_bench_ring.cpp: Starts, doorbells and rings that cannot be.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/command_processor_bench.hpp"

#include <functional>

namespace weft {
namespace {

using isa::Engine;
using isa::ErrorCode;

template <class S> class CommandProcessorRing : public CommandProcessorBench<S> {};
TYPED_TEST_SUITE(CommandProcessorRing, CommandProcessorShapes);

TYPED_TEST(CommandProcessorRing, FinishesAnEmptyRingAtOnce) {
  ASSERT_TRUE(this->world.run(20));
  EXPECT_EQ(this->world.finishes, 1U);
}

TYPED_TEST(CommandProcessorRing, RefusesACommandThatTheRingCutsShort) {
  auto words = isa::encode(isa::Post{});
  words.resize(isa::kSlotWords);
  this->world.append(words);
  ASSERT_TRUE(this->world.run());
  this->expectError(ErrorCode::badLength, Engine::processor, 0);
  this->expectRecovery();
}

TYPED_TEST(CommandProcessorRing, RefusesRingsThatCannotBe) {
  for (const std::uint32_t size : {0U, 1U, 24U}) {
    this->world.dut.ring_size_i = size;
    ASSERT_TRUE(this->world.run(10));
    EXPECT_EQ(this->world.errorCode, static_cast<std::uint32_t>(ErrorCode::badRing)) << size;
    this->world.dut.ring_size_i = this->world.kRingSlots;
    ASSERT_TRUE(this->world.softReset());
  }
  this->expectRecovery();
}

/// A load in the first batch, whose token the product and the store of the second need. Returns the
/// slots of the first.
template <class World> unsigned appendTwoBatches(World& world) {
  const auto token = [](Engine from, Engine to) { return 1U << isa::tokenOf(from, to); };
  const std::uint32_t loaded = token(Engine::load, Engine::array);
  const std::uint32_t summed = token(Engine::array, Engine::store);
  world.append(isa::encode(isa::Check{0x11223344, 0xaabbccdd}));
  world.append(isa::encode(isa::Load{.bytes = 4}, {0, loaded}));
  const unsigned first = world.slots();
  world.append(isa::encode(isa::Matmul{}, {loaded, summed}));
  world.append(isa::encode(isa::Store{}, {summed, 0}));
  return first;
}

/// Whenever the tail of the second batch comes, before, in or after the cycle in which the first
/// one is complete, and whether a start follows it or not, everything runs once and tokens last.
TYPED_TEST(CommandProcessorRing, ServesATailThatComesAroundCompletion) {
  using World = typename TypeParam::World;
  constexpr std::uint64_t kAround = 40;
  World alone{11};
  alone.publish(appendTwoBatches(alone));
  ASSERT_TRUE(alone.run());
  const std::uint64_t complete = alone.cycle();
  for (std::uint64_t late = 0; late <= 2 * kAround; ++late)
    for (const bool starts : {false, true}) {
      SCOPED_TRACE(late);
      World driven{11};
      driven.publish(appendTwoBatches(driven));
      driven.start();
      driven.advance(complete - kAround + late - driven.cycle());
      driven.publish(driven.slots());
      driven.advance(1);
      driven.dut.start_i = starts;
      driven.advance(1);
      driven.dut.start_i = 0;
      driven.advance(1500);
      expectDelivered(driven);
      EXPECT_EQ(driven.dut.running_o, 0);
      EXPECT_EQ(driven.begins, driven.finishes);
      EXPECT_EQ(driven.errors, 0U);
      EXPECT_EQ(driven.violation, "");
    }
}

TYPED_TEST(CommandProcessorRing, AnEmptiedRingNeedsAnotherStart) {
  ASSERT_TRUE(this->world.run(20));
  this->world.pulse(this->world.dut.ring_clear_i);
  this->world.append(isa::encode(isa::Matmul{}));
  this->world.advance(1000);
  EXPECT_EQ(this->world.begins, 1U);
  ASSERT_TRUE(this->world.engines[1].received.empty());
  this->world.start();
  this->world.advance(1000);
  EXPECT_EQ(this->world.begins, 2U);
  expectDelivered(this->world);
}

TYPED_TEST(CommandProcessorRing, StartChangesNothingWhileRunningOrFailed) {
  this->world.append(isa::encode(isa::Check{0x11223344, 0xaabbccdd}));
  this->world.append(drawn(this->random, Engine::load, {}));
  this->world.engines[0].frozen = true;
  EXPECT_FALSE(this->world.run(500));
  this->world.pulse(this->world.dut.start_i);
  this->world.advance(100);
  EXPECT_EQ(this->world.begins, 1U);
  this->world.dut.run_faults_i = 1 << static_cast<int>(RunFault::limit); // of the first engine
  this->world.tick();
  this->world.dut.run_faults_i = 0;
  this->world.advance(10);
  this->expectError(ErrorCode::limit, Engine::load, 1);
  this->world.pulse(this->world.dut.start_i);
  this->world.advance(100);
  EXPECT_EQ(this->world.begins, 1U);
  EXPECT_TRUE(this->world.dut.failed_o);
  this->expectRecovery();
}

TYPED_TEST(CommandProcessorRing, RefusesARingThatBecomesBadWhileItRuns) {
  const auto breakRing = [&](const std::function<void()>& damage) {
    this->world.append(drawn(this->random, Engine::load, {}));
    this->world.engines[0].frozen = true;
    EXPECT_FALSE(this->world.run(100 + this->random.below(400)));
    damage();
    for (int i = 0; i < 3; ++i)
      this->world.tick();
    EXPECT_EQ(this->world.errors, 1U);
    EXPECT_EQ(this->world.errorCode, static_cast<std::uint32_t>(ErrorCode::badRing));
    EXPECT_TRUE(this->world.dut.failed_o);
    this->world.dut.ring_size_i = this->world.kRingSlots;
    ASSERT_TRUE(this->world.softReset());
  };
  for (const std::uint32_t tail : {0U, 1U, 1000U, 0xffffU - this->world.kRingSlots})
    breakRing([&] {
      this->world.dut.ring_tail_i = static_cast<std::uint16_t>(this->world.kRingSlots + tail);
    });
  breakRing([&] { this->world.dut.ring_size_i = 24; });
  breakRing([&] { this->world.pulse(this->world.dut.ring_clear_i); });
  this->expectRecovery();
}

/// The tail of a live ring that stands still, too.
TYPED_TEST(CommandProcessorRing, RefusesADoorbellOutsideTheRing) {
  ASSERT_TRUE(this->world.run(20));
  this->world.dut.ring_tail_i = static_cast<std::uint16_t>(this->world.kRingSlots);
  for (int i = 0; i < 3; ++i)
    this->world.tick();
  EXPECT_EQ(this->world.errorCode, static_cast<std::uint32_t>(ErrorCode::badRing));
  EXPECT_TRUE(this->world.dut.failed_o);
}

} // namespace
} // namespace weft
