// faults_test.cpp: What goes wrong is noticed, named, and the accelerator runs again
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/faults.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace weft {
namespace {

using testing::Compiled;
using testing::expectErrorThenRecovery;
using testing::fastMemory;
using testing::firstCommand;
using testing::firstIndex;
using testing::kAttentionOpcode;
using testing::kLoadOpcode;
using testing::kMatmulOpcode;
using testing::kPostOpcode;
using testing::kSoftmaxOpcode;
using testing::kStoreOpcode;
using testing::tinySimulator;
using testing::wordOf;

TEST(Faults, EveryMalformedCommandIsNamedWithItsIndex) {
  const auto setWord = [](std::size_t command, std::size_t word, std::uint32_t set) {
    return [=](std::span<std::uint32_t> ring) { ring[wordOf(ring, command) + word] |= set; };
  };
  expectErrorThenRecovery("gemm:5x6x7", setWord(2, 0, 0xff), "ILLEGAL_OPCODE");
  expectErrorThenRecovery("gemm:5x6x7", setWord(2, 0, 0xf00), "BAD_VERSION");
  expectErrorThenRecovery("gemm:5x6x7", setWord(2, 0, 0xf000), "BAD_LENGTH");
  expectErrorThenRecovery("gemm:5x6x7", setWord(2, 2, 0x80000000), "RESERVED_BITS");
  const testing::Damage otherHash = [](std::span<std::uint32_t> ring) {
    ring[wordOf(ring, 0) + 2] ^= 1;
  };
  expectErrorThenRecovery("gemm:5x6x7", otherHash, "WRONG_HASH");
}

TEST(Faults, TheErrorCarriesTheCommandIndex) {
  const Compiled compiled("gemm:5x6x7");
  RtlOptions options = fastMemory();
  options.beforeStart = [](MemoryImage&, std::span<std::uint32_t> ring) {
    ring[wordOf(ring, 3)] |= 0xff;
  };
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun run = compiled.run(device);
  ASSERT_TRUE(run.error);
  EXPECT_EQ(run.error->command, 3U);
}

TEST(Faults, AddressesBeyondTheLimitStopTheEngineThatUsesThem) {
  const auto farOffset = [](std::uint32_t opcode) {
    return [opcode](std::span<std::uint32_t> ring) {
      ring[firstCommand(ring, opcode) + 3] = 0x7ffffff0;
    };
  };
  expectErrorThenRecovery("gemm:5x6x7", farOffset(kLoadOpcode), "LIMIT");
  expectErrorThenRecovery("gemm:5x6x7", farOffset(kStoreOpcode), "LIMIT");
  expectErrorThenRecovery("attention:L=5,S=6,D=8,H=1", farOffset(kAttentionOpcode), "LIMIT");
  expectErrorThenRecovery("layernorm:3x8", farOffset(kPostOpcode), "LIMIT");
}

TEST(Faults, AnErrorResponseIsReported) {
  const Compiled compiled("gemm:5x6x7");
  RtlOptions options = fastMemory();
  options.memory.errorOffset = kGuardBytes;
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun run = compiled.run(device);
  ASSERT_TRUE(run.error);
  EXPECT_NE(run.error->message.find("READ_RESPONSE"), std::string::npos) << run.error->message;
}

/// Writes one word of the first command with this opcode.
std::function<void(std::span<std::uint32_t>)> setField(std::uint32_t opcode, std::size_t word,
                                                       std::uint32_t value) {
  return [=](std::span<std::uint32_t> ring) { ring[firstCommand(ring, opcode) + word] = value; };
}

/// The first command of this kind after `change` to its members.
template <class Command> testing::Damage changed(std::function<void(Command&)> change) {
  return [=](std::span<std::uint32_t> ring) {
    const isa::CommandFormat& format = isa::formatOf<Command>();
    const auto words = ring.subspan(firstCommand(ring, format.opcode),
                                    static_cast<std::size_t>(format.slots) * isa::kSlotWords);
    auto command = isa::decode<Command>(words);
    change(command);
    std::ranges::copy(isa::encode(command, isa::decodeTokens(words)), words.begin());
  };
}

/// The first command with this opcode, damaged, names a place outside its memory: `engine` refuses.
void expectPlaceRefused(std::uint32_t opcode, const testing::Damage& damage, isa::Engine engine,
                        const std::string& expected) {
  const DeviceError error = expectErrorThenRecovery("gemm:20x30x40", damage, expected);
  EXPECT_EQ(error.engine, static_cast<std::uint32_t>(engine));
  EXPECT_EQ(error.command, firstIndex(Compiled("gemm:20x30x40").program.words, opcode));
}

TEST(Faults, AStoreOutsideItsMemoriesStopsAndNamesItself) {
  constexpr std::size_t kStart = 11, kStride = 12, kParameter = 13;
  const std::string expected = "BAD_FIELD (a field holds a value outside its range) at command ";
  for (const auto& [word, value] :
       {std::pair{kStart, 0xffff00U}, {kStride, 0xffff00U}, {kParameter, 63U}})
    expectPlaceRefused(kStoreOpcode, setField(kStoreOpcode, word, value), isa::Engine::store,
                       expected);
}

/// Columns whose bytes, or whose byte count in 24 bits, are 0, one more than is stored, and the
/// most.
TEST(Faults, AStoreOfTooManyColumnsIsRefused) {
  constexpr std::size_t kFlags = 2, kColumns = 4;
  for (const std::uint32_t type : {0U, 1U, 2U})
    for (const std::uint32_t count : {0x400000U, 0x800000U, 0xffffc0U, isa::kMostStored + 1}) {
      SCOPED_TRACE(std::to_string(count) + " of type " + std::to_string(type));
      const auto wide = [&](std::span<std::uint32_t> ring) {
        const std::span<std::uint32_t> store = ring.subspan(firstCommand(ring, kStoreOpcode));
        store[kFlags] = (store[kFlags] & ~0x300U) | type << 8;
        store[kColumns] = count;
      };
      expectErrorThenRecovery("gemm:5x6x7", wide, "BAD_FIELD");
    }
}

TEST(Faults, ALoadOutsideItsMemoriesStopsAndNamesItself) {
  for (const isa::LoadTo memory : isa::kKinds<isa::LoadTo>) {
    SCOPED_TRACE(isa::nameOf(memory));
    const auto farAway = changed<isa::Load>([=](isa::Load& load) {
      load.destination = memory;
      load.start = 0xffff00;
    });
    expectPlaceRefused(kLoadOpcode, farAway, isa::Engine::load, "LIMIT");
  }
}

TEST(Faults, AProductOutsideItsMemoriesStopsAndNamesItself) {
  constexpr std::size_t kActivationStart = 6, kActivationStride = 7, kWeightStart = 8,
                        kWeightStrides = 9, kAccumulatorStart = 10, kAccumulatorStride = 11;
  for (const auto& [word, value] : {std::pair{kActivationStart, 0xffff00U},
                                    {kActivationStride, 0xffff00U},
                                    {kWeightStart, 0xffff00U},
                                    {kWeightStrides, 0xffffffffU},
                                    {kAccumulatorStart, 0xffff00U},
                                    {kAccumulatorStride, 0xffff00U}}) {
    SCOPED_TRACE("word " + std::to_string(word));
    expectPlaceRefused(kMatmulOpcode, setField(kMatmulOpcode, word, value), isa::Engine::array,
                       "BAD_FIELD");
  }
}

TEST(Faults, MoreKeysThanTheEngineHoldsStopTheAttention) {
  constexpr std::size_t kEys = 11;
  const std::string text = "attention:L=5,S=6,D=8,H=1";
  const DeviceError error =
      expectErrorThenRecovery(text, setField(kAttentionOpcode, kEys, 4097), "BAD_FIELD");
  EXPECT_EQ(error.engine, static_cast<std::uint32_t>(isa::Engine::attention));
}

TEST(Faults, AScalarThatIsTooLongStopsTheAttention) {
  const auto queries = &isa::Attention::queriesScalar, keys = &isa::Attention::keysScalar;
  for (const auto& [scalar, length] :
       {std::pair{queries, 4097U}, {queries, 0x20005U}, {keys, 4097U}, {keys, 0x80000006U}}) {
    RtlOptions options = fastMemory();
    options.scalars[0] = length;
    const DeviceError error = expectErrorThenRecovery(
        "attention:L=5,S=6,D=8,H=1",
        changed<isa::Attention>([choice = scalar](isa::Attention& attention) {
          attention.*choice = isa::LengthFrom::scalar0;
        }),
        "BAD_FIELD", options);
    EXPECT_EQ(error.engine, static_cast<std::uint32_t>(isa::Engine::attention));
    EXPECT_EQ(error.command,
              firstIndex(Compiled("attention:L=5,S=6,D=8,H=1").program.words, kAttentionOpcode));
  }
}

TEST(Faults, TheDecoderRefusesFieldsOutsideTheirRange) {
  const auto refused = [](const std::string& text, std::uint32_t opcode, std::size_t word,
                          std::uint32_t value) {
    const DeviceError error =
        expectErrorThenRecovery(text, setField(opcode, word, value), "BAD_FIELD");
    EXPECT_EQ(error.engine, static_cast<std::uint32_t>(isa::Engine::processor));
    EXPECT_EQ(error.command, firstIndex(Compiled(text).program.words, opcode));
  };
  refused("layernorm:3x8", kPostOpcode, 20, isa::kMostGammaShift + 1);
  refused("attention:L=5,S=6,D=8,H=1", kAttentionOpcode, 10, isa::kMostQueries + 1);
}

TEST(Faults, ALimitPassedInTheMiddleOfACommandStillLetsTheResetEnd) {
  const auto farOutput = [](std::uint32_t opcode, std::size_t word) {
    return setField(opcode, word, 0x7ffffff0);
  };
  expectErrorThenRecovery("attention:L=20,S=30,D=8,H=2", farOutput(kAttentionOpcode, 6), "LIMIT");
  expectErrorThenRecovery("softmax:5x40", farOutput(kSoftmaxOpcode, 4), "LIMIT");
  expectErrorThenRecovery("layernorm:9x40", farOutput(kPostOpcode, 5), "LIMIT");
}

/// The command with this opcode waits for a token that nobody gives.
std::function<void(std::span<std::uint32_t>)> withholdToken(std::uint32_t opcode) {
  return [opcode](std::span<std::uint32_t> ring) { ring[firstCommand(ring, opcode) + 1] |= 0x80; };
}

TEST(Watchdog, NamesTheEngineThatWaitsForAToken) {
  RtlOptions options = fastMemory();
  options.watchdog = 3000;
  expectErrorThenRecovery("gemm:5x6x7", withholdToken(kLoadOpcode),
                          "engine load, waiting for dependency", options);
  expectErrorThenRecovery("gemm:5x6x7", withholdToken(kMatmulOpcode),
                          "engine array, waiting for dependency", options);
  expectErrorThenRecovery("gemm:5x6x7", withholdToken(kStoreOpcode),
                          "engine store, waiting for dependency", options);
  expectErrorThenRecovery("attention:L=5,S=6,D=8,H=1", withholdToken(kAttentionOpcode),
                          "engine attention, waiting for dependency", options);
  expectErrorThenRecovery("layernorm:3x8", withholdToken(kPostOpcode),
                          "engine post, waiting for dependency", options);
}

TEST(Checks, AFlippedBitInAStoredResultIsNamed) {
  const Compiled compiled("gemm:5x6x7");
  RtlOptions options = fastMemory();
  const Placement& place = compiled.program.placements[compiled.program.stored[0]];
  options.afterInterrupt = [&](MemoryImage& image) {
    image.segment(place.base)[place.at(2, 3)] ^= 1;
  };
  RtlDevice device = compiled.device(tinySimulator(), options);
  const Comparison comparison = compiled.compare(compiled.run(device));
  ASSERT_EQ(comparison.mismatches, 1U);
  EXPECT_EQ(comparison.first->row, 2);
  EXPECT_EQ(comparison.first->column, 3);
}

TEST(Checks, AFlippedBitInAWeightInMemoryIsNamed) {
  const Compiled compiled("gemm:5x16x7");
  RtlOptions options = fastMemory();
  options.beforeStart = [&](MemoryImage& image, std::span<std::uint32_t> ring) {
    const auto load = firstCommand(ring, kLoadOpcode);
    const isa::Load command = isa::decode<isa::Load>(ring.subspan(load, isa::kSlotWords));
    image.segment(
        kConstantBase)[command.base == kConstantBase ? command.offset : kGuardBytes + 64] ^= 0x40;
  };
  RtlDevice device = compiled.device(tinySimulator(), options);
  EXPECT_NE(compiled.verdict(compiled.run(device)), "");
}

TEST(Counters, StatesOfEveryEngineSumToTheCycles) {
  for (const char* text : {"gemm:20x30x40", "attention:L=9,S=20,D=8,H=2", "layernorm:9x40",
                           "softmax:5x40", "encoder:L=10,D=16,H=2,F=32"}) {
    const Compiled compiled(text);
    RtlDevice device = compiled.device(tinySimulator(), fastMemory());
    const DeviceRun run = compiled.run(device);
    EXPECT_EQ(compiled.verdict(run), "");
    for (const auto& engine : run.counters->engines) {
      std::uint64_t sum = 0;
      for (const std::uint64_t state : engine)
        sum += state;
      EXPECT_EQ(sum, run.counters->cycles) << text;
    }
  }
}

TEST(Device, RunsTwiceWithTheSameResultAndCycles) {
  const Compiled compiled("encoder:L=6,D=16,H=2,F=20");
  RtlDevice device = compiled.device(tinySimulator(), fastMemory());
  const DeviceRun first = compiled.run(device), second = compiled.run(device);
  EXPECT_EQ(compiled.verdict(first), "");
  EXPECT_EQ(compiled.verdict(second), "");
  EXPECT_EQ(first.counters->cycles, second.counters->cycles);
}

} // namespace
} // namespace weft
