// command_processor_bench.cpp: The Verilated command processor between a ring and five engines.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/command_processor_world.hpp"

#include "gen/isa/layout.hpp"

#include "Vcommand_processor_bus16.h"
#include "Vcommand_processor_bus64.h"
#include "Vcommand_processor_bus8.h"

#include <gtest/gtest.h>

namespace weft {
namespace {

using isa::Engine;
using isa::ErrorCode;

template <class D, unsigned bytes> struct Shape { using World = CommandProcessorWorld<D, bytes>; };
using Shapes =
    ::testing::Types<Shape<Vcommand_processor_bus8, 8>, Shape<Vcommand_processor_bus16, 16>,
                     Shape<Vcommand_processor_bus64, 64>>;

template <class Command> std::vector<std::uint32_t> drawn(num::Random& random, isa::Tokens tokens) {
  Command command;
  for (const auto& [member, field] : isa::layoutOf<Command>().members) {
    const std::uint32_t most = std::min(field.most, isa::onesOf(isa::widthOf(field)));
    const auto value = random.uniform(field.least, most);
    std::visit(
        [&](auto pointer) {
          auto& target = command.*pointer;
          target = static_cast<std::remove_reference_t<decltype(target)>>(value);
        },
        member);
  }
  return isa::encode(command, tokens);
}

std::vector<std::uint32_t> drawn(num::Random& random, Engine engine, isa::Tokens tokens) {
  switch (engine) {
  case Engine::load:
    return drawn<isa::Load>(random, tokens);
  case Engine::array:
    return drawn<isa::Matmul>(random, tokens);
  case Engine::store:
    return drawn<isa::Store>(random, tokens);
  case Engine::attention:
    return random.chance(50) ? drawn<isa::Attention>(random, tokens)
                             : drawn<isa::Softmax>(random, tokens);
  default:
    return drawn<isa::Post>(random, tokens);
  }
}

/// Random commands; a command waits only for tokens that earlier ones left over.
template <class World> void appendRandom(World& world, num::Random& random, int count) {
  std::array<int, isa::tokenCount> left{};
  for (int i = 0; i < count; ++i) {
    const auto engine = static_cast<Engine>(random.below(isa::engineCount));
    isa::Tokens tokens;
    for (int other = 0; other < isa::engineCount; ++other) {
      if (static_cast<Engine>(other) == engine)
        continue;
      const int in = isa::tokenOf(static_cast<Engine>(other), engine);
      const int out = isa::tokenOf(engine, static_cast<Engine>(other));
      if (left[static_cast<std::size_t>(in)] > 0 && random.chance(60)) {
        tokens.wait |= 1U << in;
        --left[static_cast<std::size_t>(in)];
      }
      if (random.chance(40)) {
        tokens.signal |= 1U << out;
        ++left[static_cast<std::size_t>(out)];
      }
    }
    world.append(drawn(random, engine, tokens));
  }
}

template <class World> void expectDelivered(const World& world) {
  std::array<std::size_t, isa::engineCount> next{};
  for (const auto& words : world.program) {
    const isa::CommandFormat& format = *isa::findFormat(words[0] & 0xff);
    if (format.engine == Engine::processor)
      continue;
    const auto e = static_cast<std::size_t>(format.engine);
    ASSERT_LT(next[e], world.engines[e].received.size());
    EXPECT_EQ(world.engines[e].received[next[e]++],
              (Received{format.opcode, {words.begin() + isa::headerWords, words.end()}}));
  }
  for (std::size_t e = 0; e < isa::engineCount; ++e)
    EXPECT_EQ(world.engines[e].received.size(), next[e]);
}

template <class S> class CommandProcessorBench : public ::testing::Test {
protected:
  typename S::World world{11};
  num::Random random{12};

  void expectError(ErrorCode code, Engine engine, std::uint32_t index) {
    EXPECT_EQ(world.errors, 1U);
    EXPECT_EQ(world.finishes, 0U);
    EXPECT_EQ(world.errorCode, static_cast<std::uint32_t>(code));
    EXPECT_EQ(world.errorEngine, static_cast<std::uint32_t>(engine));
    EXPECT_EQ(world.errorIndex, index);
    EXPECT_EQ(world.errorAddress, world.ringBase + slotOf(index) * isa::slotBytes);
    EXPECT_EQ(world.violation, "");
  }
  std::uint64_t slotOf(std::uint32_t index) const {
    std::uint64_t slot = 0;
    for (std::uint32_t i = 0; i < index && i < world.program.size(); ++i)
      slot += world.program[i].size() / isa::slotWords;
    return slot % world.ringSlots;
  }
  /// After an error: reset, then a correct program must run.
  void expectRecovery() {
    ASSERT_TRUE(world.softReset());
    appendRandom(world, random, 12);
    ASSERT_TRUE(world.run());
    EXPECT_EQ(world.finishes, 1U);
    EXPECT_EQ(world.violation, "");
    expectDelivered(world);
  }
};

TYPED_TEST_SUITE(CommandProcessorBench, Shapes);

TYPED_TEST(CommandProcessorBench, FinishesAnEmptyRingAtOnce) {
  ASSERT_TRUE(this->world.run(20));
  EXPECT_EQ(this->world.finishes, 1U);
}

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

TYPED_TEST(CommandProcessorBench, RefusesACommandThatTheRingCutsShort) {
  auto words = isa::encode(isa::Post{});
  words.resize(isa::slotWords);
  this->world.append(words);
  ASSERT_TRUE(this->world.run());
  this->expectError(ErrorCode::badLength, Engine::processor, 0);
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

TYPED_TEST(CommandProcessorBench, RefusesRingsThatCannotBe) {
  for (const std::uint32_t size : {0U, 1U, 24U}) {
    this->world.dut.ring_size_i = size;
    ASSERT_TRUE(this->world.run(10));
    EXPECT_EQ(this->world.errorCode, static_cast<std::uint32_t>(ErrorCode::badRing)) << size;
    this->world.dut.ring_size_i = this->world.ringSlots;
    ASSERT_TRUE(this->world.softReset());
  }
  this->expectRecovery();
}

TYPED_TEST(CommandProcessorBench, NamesTheEngineOfAnError) {
  struct Case {
    int engine;
    ErrorCode code;
    std::uint8_t& pin;
    int bit;
  };
  auto& dut = this->world.dut;
  const Case cases[] = {{0, ErrorCode::limit, dut.limit_error_i, 0},
                        {1, ErrorCode::badField, dut.field_error_i, 1},
                        {4, ErrorCode::limit, dut.limit_error_i, 4},
                        {0, ErrorCode::readResponse, dut.read_error_i, 0},
                        {3, ErrorCode::readResponse, dut.read_error_i, 1},
                        {4, ErrorCode::readResponse, dut.read_error_i, 2},
                        {2, ErrorCode::writeResponse, dut.write_error_i, 0},
                        {3, ErrorCode::writeResponse, dut.write_error_i, 1},
                        {4, ErrorCode::writeResponse, dut.write_error_i, 2}};
  for (const Case& error : cases) {
    const auto engine = static_cast<Engine>(error.engine);
    this->world.append(isa::encode(isa::Check{0x11223344, 0xaabbccdd}));
    this->world.append(drawn(this->random, engine, {}));
    auto& target = this->world.engines[static_cast<std::size_t>(error.engine)];
    target.frozen = true;
    target.stuckState = 5;
    EXPECT_FALSE(this->world.run(500));
    error.pin = static_cast<std::uint8_t>(1 << error.bit);
    this->world.tick();
    error.pin = 0;
    for (int i = 0; i < 2; ++i) // registered, then named
      this->world.tick();
    this->expectError(error.code, engine, 1);
    EXPECT_EQ(this->world.errorReason, 5U);
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

TYPED_TEST(CommandProcessorBench, WatchdogNamesAnEngineThatWaitsForData) {
  for (std::size_t e = 0; e < isa::engineCount; ++e) {
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
  for (std::size_t e = 0; e < isa::engineCount; ++e) {
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
