// faults_test.cpp: what goes wrong is noticed, named, and the accelerator runs again
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include "gen/isa/commands.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

using testing::Compiled;
using testing::fastMemory;
using testing::tinySimulator;

/// Index of the first word of command `index` in the ring.
std::size_t wordOf(std::span<const std::uint32_t> ring, std::size_t index) {
  std::size_t word = 0;
  for (std::size_t i = 0; i < index; ++i)
    word += static_cast<std::size_t>(isa::findFormat(ring[word] & 0xff)->slots) * isa::slotWords;
  return word;
}

std::size_t firstCommand(std::span<const std::uint32_t> ring, std::uint32_t opcode) {
  std::size_t word = 0;
  while ((ring[word] & 0xff) != opcode)
    word += static_cast<std::size_t>(isa::findFormat(ring[word] & 0xff)->slots) * isa::slotWords;
  return word;
}

/// Runs `workload` with `damage` done to the ring, expects `part` in the error, then resets and
/// runs it undamaged.
void expectErrorThenRecovery(const std::string& text,
                             const std::function<void(std::span<std::uint32_t>)>& damage,
                             const std::string& part, RtlOptions options = fastMemory()) {
  SCOPED_TRACE(text);
  const Compiled compiled(text);
  bool damaged = true;
  std::vector<std::uint32_t> original;
  options.beforeStart = [&](MemoryImage&, std::span<std::uint32_t> ring) {
    if (original.empty())
      original.assign(ring.begin(), ring.end());
    std::copy(original.begin(), original.end(), ring.begin());
    if (damaged)
      damage(ring);
  };
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun broken = compiled.run(device);
  ASSERT_TRUE(broken.error) << "the fault went unnoticed";
  EXPECT_NE(broken.error->message.find(part), std::string::npos) << broken.error->message;
  damaged = false;
  device.softReset();
  EXPECT_EQ(compiled.verdict(compiled.run(device)), "");
}

TEST(Faults, EveryMalformedCommandIsNamedWithItsIndex) {
  const auto setWord = [](std::size_t command, std::size_t word, std::uint32_t set) {
    return [=](std::span<std::uint32_t> ring) { ring[wordOf(ring, command) + word] |= set; };
  };
  expectErrorThenRecovery("gemm:5x6x7", setWord(2, 0, 0xff), "ILLEGAL_OPCODE");
  expectErrorThenRecovery("gemm:5x6x7", setWord(2, 0, 0xf00), "BAD_VERSION");
  expectErrorThenRecovery("gemm:5x6x7", setWord(2, 0, 0xf000), "BAD_LENGTH");
  expectErrorThenRecovery("gemm:5x6x7", setWord(2, 2, 0x80000000), "RESERVED_BITS");
  expectErrorThenRecovery("gemm:5x6x7", setWord(0, 2, 0x1), "WRONG_HASH");
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
  expectErrorThenRecovery("gemm:5x6x7", farOffset(1), "LIMIT");
  expectErrorThenRecovery("gemm:5x6x7", farOffset(3), "LIMIT");
  expectErrorThenRecovery("attention:L=5,S=6,D=8,H=1", farOffset(4), "LIMIT");
  expectErrorThenRecovery("layernorm:3x8", farOffset(6), "LIMIT");
}

TEST(Faults, AnErrorResponseIsReported) {
  const Compiled compiled("gemm:5x6x7");
  RtlOptions options = fastMemory();
  options.memory.errorOffset = guardBytes;
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun run = compiled.run(device);
  ASSERT_TRUE(run.error);
  EXPECT_NE(run.error->message.find("READ_RESPONSE"), std::string::npos) << run.error->message;
}

/// The command with this opcode waits for a token that nobody gives.
std::function<void(std::span<std::uint32_t>)> withholdToken(std::uint32_t opcode) {
  return [opcode](std::span<std::uint32_t> ring) { ring[firstCommand(ring, opcode) + 1] |= 0x80; };
}

TEST(Watchdog, NamesTheEngineThatWaitsForAToken) {
  RtlOptions options = fastMemory();
  options.watchdog = 3000;
  expectErrorThenRecovery("gemm:5x6x7", withholdToken(1), "engine load, waiting for dependency",
                          options);
  expectErrorThenRecovery("gemm:5x6x7", withholdToken(2), "engine array, waiting for dependency",
                          options);
  expectErrorThenRecovery("gemm:5x6x7", withholdToken(3), "engine store, waiting for dependency",
                          options);
  expectErrorThenRecovery("attention:L=5,S=6,D=8,H=1", withholdToken(4),
                          "engine attention, waiting for dependency", options);
  expectErrorThenRecovery("layernorm:3x8", withholdToken(6), "engine post, waiting for dependency",
                          options);
}

TEST(Watchdog, NamesTheChannelThatDoesNotAnswer) {
  const auto hangs = [](const std::string& text, const std::string& expected) {
    const Compiled compiled(text);
    RtlOptions options = fastMemory();
    options.memory.latency = 20000;
    options.watchdog = 5000;
    RtlDevice device = compiled.device(tinySimulator(), options);
    const DeviceRun run = compiled.run(device);
    ASSERT_TRUE(run.error);
    EXPECT_NE(run.error->message.find(expected), std::string::npos) << run.error->message;
  };
  hangs("gemm:5x6x7", "WATCHDOG");
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
    const auto load = firstCommand(ring, 1);
    const isa::Load command = isa::decode<isa::Load>(ring.subspan(load, isa::slotWords));
    image.segment(constantBase)[command.base == constantBase ? command.offset : guardBytes + 64] ^=
        0x40;
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
