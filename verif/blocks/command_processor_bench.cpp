// command_processor_bench.cpp: The Verilated command processor between a ring and five engines.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/command_processor_bench.hpp"

namespace weft {
namespace {

using isa::Engine;
using isa::ErrorCode;

TYPED_TEST_SUITE(CommandProcessorBench, CommandProcessorShapes);

TYPED_TEST(CommandProcessorBench, DeliversRandomProgramsInOrderWithTheirTokens) {
  for (int round = 0; round < 3; ++round) {
    appendRandom(this->world, this->random, 150);
    ASSERT_TRUE(this->world.run());
    EXPECT_EQ(this->world.errors, 0U);
    EXPECT_EQ(this->world.finishes, 1U);
    EXPECT_EQ(this->world.violation, "");
    expectDelivered(this->world);
    ASSERT_TRUE(this->world.softReset());
  }
}

TYPED_TEST(CommandProcessorBench, FinishWaitsForTheLastWriteResponse) {
  appendRandom(this->world, this->random, 3);
  this->world.dut.writes_idle_i = 0;
  EXPECT_FALSE(this->world.run(3000));
  this->world.dut.writes_idle_i = 1;
  this->world.tick();
  EXPECT_EQ(this->world.finishes, 1U);
}

TYPED_TEST(CommandProcessorBench, RefusesWhatTheModelRefuses) {
  for (int round = 0; round < 120; ++round) {
    appendRandom(this->world, this->random, static_cast<int>(this->random.below(5)));
    const auto index = static_cast<std::uint32_t>(this->world.program.size());
    auto words = drawn(this->random, static_cast<Engine>(this->random.below(5)), {});
    const auto place = round % 4 == 0 ? 0 : this->random.below(words.size());
    words[place] ^= 1U << this->random.below(round % 4 == 0 ? 16 : 32);
    const auto fault = isa::faultOf(words);
    const bool mayFailItsHash = (words[0] & 0xff) == isa::formatOf<isa::Check>().opcode;
    if (!fault || mayFailItsHash)
      continue;
    this->world.append(words);
    ASSERT_TRUE(this->world.run());
    this->expectError(*fault, Engine::processor, index);
    ASSERT_TRUE(this->world.softReset());
  }
  this->expectRecovery();
}

TYPED_TEST(CommandProcessorBench, ChecksTheHash) {
  this->world.append(isa::encode(isa::Check{0x11223344, 0xaabbccdd}));
  this->world.append(isa::encode(isa::Matmul{}));
  ASSERT_TRUE(this->world.run());
  EXPECT_EQ(this->world.finishes, 1U);
  expectDelivered(this->world);
  ASSERT_TRUE(this->world.softReset());
  this->world.append(isa::encode(isa::Matmul{}));
  this->world.append(isa::encode(isa::Check{0x11223344, 0xaabbccde}));
  ASSERT_TRUE(this->world.run());
  this->expectError(ErrorCode::wrongHash, Engine::processor, 1);
  this->expectRecovery();
}

/// As many signals as a count holds, and one more: the last command, at whose end all else is done.
TYPED_TEST(CommandProcessorBench, LosesNoTokenSilently) {
  for (int e = 0; e < isa::kEngineCount; ++e)
    for (const std::uint32_t signals : {kBenchMostOfAToken, kBenchMostOfAToken + 1}) {
      const auto engine = static_cast<Engine>(e);
      for (std::uint32_t i = 0; i < signals; ++i)
        this->world.append(drawn(this->random, engine, {0, 1U << (isa::kTokenCount - 1)}));
      ASSERT_TRUE(this->world.run());
      if (signals > kBenchMostOfAToken)
        this->expectError(ErrorCode::tokenOverflow, engine, signals - 1);
      EXPECT_EQ(this->world.errors + this->world.finishes, 1U);
      ASSERT_TRUE(this->world.softReset());
    }
  this->expectRecovery();
}

TYPED_TEST(CommandProcessorBench, NamesTheEngineOfAnError) {
  struct Case {
    int engine;
    ErrorCode code;
    std::function<void(unsigned)> raise; ///< drives a pin with this times its bit
  };
  auto& dut = this->world.dut;
  const auto run = [&](int engine, RunFault fault) {
    return [&dut, bit = engine * kRunFaults + static_cast<int>(fault)](unsigned on) {
      dut.run_faults_i = static_cast<std::uint16_t>(on << bit);
    };
  };
  const auto pin = [](std::uint8_t& port, int bit) {
    return [&port, bit](unsigned on) { port = static_cast<std::uint8_t>(on << bit); };
  };
  const Case cases[] = {{0, ErrorCode::limit, run(0, RunFault::limit)},
                        {1, ErrorCode::badField, pin(dut.field_error_i, 1)},
                        {4, ErrorCode::limit, run(4, RunFault::limit)},
                        {2, ErrorCode::misaligned, run(2, RunFault::misaligned)},
                        {3, ErrorCode::beyondBus, run(3, RunFault::beyondBus)},
                        {0, ErrorCode::readResponse, pin(dut.read_error_i, 0)},
                        {3, ErrorCode::readResponse, pin(dut.read_error_i, 1)},
                        {4, ErrorCode::readResponse, pin(dut.read_error_i, 2)},
                        {2, ErrorCode::writeResponse, pin(dut.write_error_i, 0)},
                        {3, ErrorCode::writeResponse, pin(dut.write_error_i, 1)},
                        {4, ErrorCode::writeResponse, pin(dut.write_error_i, 2)}};
  for (const Case& error : cases) {
    const auto engine = static_cast<Engine>(error.engine);
    this->world.append(isa::encode(isa::Check{0x11223344, 0xaabbccdd}));
    this->world.append(drawn(this->random, engine, {}));
    auto& target = this->world.engines[static_cast<std::size_t>(error.engine)];
    target.frozen = true;
    target.stuckState = 5;
    EXPECT_FALSE(this->world.run(500));
    error.raise(1);
    this->world.tick();
    error.raise(0);
    for (int i = 0; i < 2; ++i) // registered, then named
      this->world.tick();
    this->expectError(error.code, engine, 1);
    EXPECT_EQ(this->world.errorReason, 5U);
    EXPECT_TRUE(dut.drain_o) << "what follows from the error may leave";
    ASSERT_TRUE(this->world.softReset());
  }
  this->expectRecovery();
}

/// The command that would have come next is named, though an engine is still at work.
TYPED_TEST(CommandProcessorBench, NamesTheProcessorOfAFetchError) {
  this->world.append(isa::encode(isa::Check{0x11223344, 0xaabbccdd}));
  this->world.append(drawn(this->random, Engine::load, {}));
  this->world.engines[0].frozen = true;
  EXPECT_FALSE(this->world.run(500));
  this->world.dut.read_error_i = 1 << 3;
  this->world.tick();
  this->world.dut.read_error_i = 0;
  for (int i = 0; i < 2; ++i) // registered, then named
    this->world.tick();
  this->expectError(ErrorCode::readResponse, Engine::processor, 2);
  EXPECT_EQ(this->world.errorReason, 0U);
  this->expectRecovery();
}

/// Answers put the time-out off; silence ends the soft reset, and another one may follow.
TYPED_TEST(CommandProcessorBench, ADrainWithoutAnswersFails) {
  auto& dut = this->world.dut;
  dut.watchdog_i = 300;
  dut.drained_i = 0;
  this->world.pulse(dut.soft_reset_i);
  for (int answers = 0; answers < 4; ++answers) {
    this->world.pulse(dut.answered_i);
    for (int i = 0; i < 200; ++i)
      this->world.tick();
    EXPECT_TRUE(dut.resetting_o);
    EXPECT_EQ(this->world.errors, 0U);
  }
  for (int i = 0; i < 300; ++i)
    this->world.tick();
  this->expectError(ErrorCode::drainTimeout, Engine::processor, 0);
  EXPECT_FALSE(dut.resetting_o);
  EXPECT_TRUE(dut.failed_o && dut.drain_o);
  dut.watchdog_i = 0;
  ASSERT_TRUE(this->world.softReset());
  this->expectRecovery();
}

TYPED_TEST(CommandProcessorBench, WatchdogNamesAnEngineThatWaitsForData) {
  for (std::size_t e = 0; e < isa::kEngineCount; ++e) {
    this->world.append(drawn(this->random, static_cast<Engine>(e), {}));
    this->world.engines[e].frozen = true;
    this->world.engines[e].stuckState = 2 + static_cast<std::uint32_t>(e);
    this->world.dut.watchdog_i = 300;
    ASSERT_TRUE(this->world.run());
    this->expectError(ErrorCode::watchdog, static_cast<Engine>(e), 0);
    EXPECT_EQ(this->world.errorReason, 2U + e);
    ASSERT_TRUE(this->world.softReset());
  }
  this->expectRecovery();
}

TYPED_TEST(CommandProcessorBench, WatchdogNamesAnEngineThatWaitsForATokenAndTheFetch) {
  this->world.dut.watchdog_i = 300;
  for (std::size_t e = 0; e < isa::kEngineCount; ++e) {
    this->world.append(drawn(this->random, static_cast<Engine>((e + 1) % 5), {}));
    this->world.append(drawn(this->random, static_cast<Engine>(e), {1U << (3 * e), 0}));
    ASSERT_TRUE(this->world.run());
    this->expectError(ErrorCode::watchdog, static_cast<Engine>(e), 1);
    EXPECT_EQ(this->world.errorReason, static_cast<std::uint32_t>(isa::State::dependency));
    ASSERT_TRUE(this->world.softReset());
  }
  this->world.memoryAnswers = false;
  this->world.append(isa::encode(isa::Load{.bytes = 4}));
  ASSERT_TRUE(this->world.run());
  this->expectError(ErrorCode::watchdog, Engine::processor, 0);
  this->world.memoryAnswers = true;
  this->expectRecovery();
}

} // namespace
} // namespace weft
