// channels_test.cpp: A memory channel that falls silent, and memory errors on writes
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/integers.hpp"
#include "tests/system/faults.hpp"

namespace weft {
namespace {

using namespace testing;
using Channel = WithheldChannel::Name;

constexpr std::uint64_t kWatchdogCycles = 1500;
/// Long enough for the watchdog, short enough for the drain of the soft reset behind it.
constexpr std::uint64_t kSilentCycles = 2 * kWatchdogCycles - 100;
/// The attention engine computes on behind a write that waits.
constexpr std::uint64_t kAttentionWorksOn = 1100;

template <class Command> Command firstOf(const Compiled& compiled, std::uint32_t opcode) {
  const std::span<const std::uint32_t> ring(compiled.program.words);
  const std::size_t word = firstCommand(ring, opcode);
  return isa::decode<Command>(ring.subspan(word, wordsAt(ring, word)));
}

/// One channel falls silent when the first burst at `from` is accepted. The watchdog must name
/// `expected`; the reset must wait until the channel moves again; then all is well.
void expectNamed(const std::string& text, Channel channel,
                 std::optional<WithheldChannel::Place> from, const std::string& expected,
                 std::uint64_t silent = kSilentCycles) {
  RtlOptions options = fastMemory();
  options.watchdog = kWatchdogCycles;
  options.withheld = WithheldChannel{channel, from, silent};
  SCOPED_TRACE("channel " + std::to_string(static_cast<int>(channel)));
  expectErrorThenRecovery(text, {}, "engine " + expected, options);
}

TEST(WatchdogChannel, NamesTheLoadEngine) {
  const std::string text = "gemm:20x30x40";
  const auto load = firstOf<isa::Load>(Compiled(text), kLoadOpcode);
  for (const Channel channel : {Channel::ar, Channel::r})
    expectNamed(text, channel, {{load.base, load.offset}}, "load, waiting for memory_read");
}

TEST(WatchdogChannel, NamesTheStoreEngine) {
  const std::string text = "gemm:20x30x40";
  const auto store = firstOf<isa::Store>(Compiled(text), kStoreOpcode);
  for (const Channel channel : {Channel::aw, Channel::w, Channel::b})
    expectNamed(text, channel, {{store.base, store.offset}}, "store, waiting for memory_write");
}

TEST(WatchdogChannel, NamesTheAttentionEngine) {
  const std::string text = "attention:L=20,S=40,D=16,H=2";
  const auto command = firstOf<isa::Attention>(Compiled(text), kAttentionOpcode);
  for (const Channel channel : {Channel::ar, Channel::r})
    expectNamed(text, channel, {{command.qBase, command.qOffset}},
                "attention, waiting for memory_read");
  for (const Channel channel : {Channel::aw, Channel::w, Channel::b})
    expectNamed(text, channel, {{command.outBase, command.outOffset}},
                "attention, waiting for memory_write", kSilentCycles + kAttentionWorksOn);
}

TEST(WatchdogChannel, NamesThePostEngine) {
  const std::string text = "layernorm:9x40";
  const auto command = firstOf<isa::Post>(Compiled(text), kPostOpcode);
  for (const Channel channel : {Channel::ar, Channel::r})
    expectNamed(text, channel, {{command.aBase, command.aOffset}}, "post, waiting for memory_read");
  for (const Channel channel : {Channel::aw, Channel::w, Channel::b})
    expectNamed(text, channel, {{command.out16Base, command.out16Offset}},
                "post, waiting for memory_write");
}

TEST(WatchdogChannel, NamesTheCommandFetch) {
  expectNamed("gemm:20x30x40", Channel::r, {}, "processor, waiting for memory_read");
}

/// Where the results of a command go: the word of its output offset.
struct Writer {
  std::string text;
  std::uint32_t opcode;
  std::size_t offsetWord;
  isa::Engine engine;
};

const Writer writers[] = {
    {"gemm:20x30x40", kStoreOpcode, 3, isa::Engine::store},
    {"attention:L=20,S=40,D=16,H=2", kAttentionOpcode, 6, isa::Engine::attention},
    {"layernorm:9x40", kPostOpcode, 5, isa::Engine::post},
};

/// The results go to `place` behind the tensors, where the memory answers with an error.
void expectWriteError(const Writer& writer, Compiled& compiled, std::uint64_t place,
                      RtlOptions options, const std::function<void()>& prepare = {}) {
  SCOPED_TRACE(writer.text);
  const DeviceError error = expectErrorThenRecovery(
      compiled,
      [&](std::span<std::uint32_t> ring) {
        ring[firstCommand(ring, writer.opcode) + writer.offsetWord] =
            static_cast<std::uint32_t>(place);
      },
      "WRITE_RESPONSE", std::move(options), prepare);
  EXPECT_EQ(error.engine, static_cast<std::uint32_t>(writer.engine));
  EXPECT_EQ(error.command, firstIndex(compiled.program.words, writer.opcode));
}

constexpr std::uint64_t kPageBytes = 4096, kRoomBytes = 16 * kPageBytes;

std::uint64_t nextPage(std::uint64_t bytes) { return roundUp(bytes, kPageBytes); }

/// The memory answers reads at `offset` from the first base register of the engine's operand with
/// an error.
void expectReadError(const std::string& text, std::uint32_t opcode, std::uint32_t base,
                     std::uint64_t offset, isa::Engine engine) {
  SCOPED_TRACE(text);
  const Compiled compiled(text);
  RtlOptions options = fastMemory();
  options.memory.errorOffset =
      offset + (base == kTensorBase ? nextPage(compiled.program.segmentBytes[kConstantBase]) : 0);
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun run = compiled.run(device);
  ASSERT_TRUE(run.error);
  EXPECT_NE(run.error->message.find("READ_RESPONSE"), std::string::npos) << run.error->message;
  EXPECT_EQ(run.error->engine, static_cast<std::uint32_t>(engine));
  EXPECT_EQ(run.error->command, firstIndex(compiled.program.words, opcode));
}

TEST(ReadErrors, ASlaveErrorNamesTheEngineAndItsCommand) {
  const std::string product = "gemm:20x30x40", heads = "attention:L=20,S=40,D=16,H=2",
                    rows = "layernorm:9x40";
  const auto load = firstOf<isa::Load>(Compiled(product), kLoadOpcode);
  expectReadError(product, kLoadOpcode, load.base, load.offset, isa::Engine::load);
  const auto attention = firstOf<isa::Attention>(Compiled(heads), kAttentionOpcode);
  expectReadError(heads, kAttentionOpcode, attention.kBase, attention.kOffset,
                  isa::Engine::attention);
  const auto post = firstOf<isa::Post>(Compiled(rows), kPostOpcode);
  expectReadError(rows, kPostOpcode, post.aBase, post.aOffset, isa::Engine::post);
}

TEST(ReadErrors, ADecodeErrorStopsTheRing) {
  Compiled compiled("gemm:20x30x40");
  auto& bytes = compiled.program.segmentBytes;
  const std::uint64_t room = nextPage(bytes[kTensorBase]);
  const auto nowhere = [&](std::span<std::uint32_t> ring) {
    const std::size_t load = firstCommand(ring, kLoadOpcode);
    ring[load + 2] = (ring[load + 2] & ~7U) | kTensorBase;
    ring[load + 3] = static_cast<std::uint32_t>(room);
  };
  const DeviceError error =
      expectErrorThenRecovery(compiled, nowhere, "READ_RESPONSE", fastMemory(),
                              [&] { bytes[kTensorBase] = room + kRoomBytes; });
  EXPECT_EQ(error.engine, static_cast<std::uint32_t>(isa::Engine::load));
}

TEST(WriteErrors, ASlaveErrorStopsTheRing) {
  for (const Writer& writer : writers) {
    Compiled compiled(writer.text);
    auto& bytes = compiled.program.segmentBytes;
    const std::uint64_t room = nextPage(bytes[kTensorBase]);
    bytes[kTensorBase] = room + kRoomBytes;
    RtlOptions options = fastMemory();
    options.memory.errorOffset = nextPage(bytes[kConstantBase]) + room;
    expectWriteError(writer, compiled, room, options);
  }
}

TEST(WriteErrors, ADecodeErrorStopsTheRing) {
  for (const Writer& writer : writers) {
    Compiled compiled(writer.text);
    auto& bytes = compiled.program.segmentBytes;
    const std::uint64_t room = nextPage(bytes[kTensorBase]);
    expectWriteError(writer, compiled, room, fastMemory(),
                     [&] { bytes[kTensorBase] = room + kRoomBytes; });
  }
}

/// The first product of a layer cannot be written: nothing after it is.
TEST(WriteErrors, NothingIsWrittenAfterwards) {
  Compiled compiled("encoder:L=6,D=16,H=2,F=20");
  RtlDevice healthy = compiled.device(tinySimulator(), fastMemory());
  const DeviceRun whole = compiled.run(healthy);
  auto& bytes = compiled.program.segmentBytes;
  const std::uint64_t room = nextPage(bytes[kTensorBase]);
  const bool damaged = true;
  const Damage displace = [&](std::span<std::uint32_t> ring) {
    ring[firstCommand(ring, kStoreOpcode) + 3] = static_cast<std::uint32_t>(room);
  };
  RtlOptions options = fastMemory();
  damageRing(options, displace, damaged);
  RtlDevice device = compiled.device(tinySimulator(), options);
  bytes[kTensorBase] = room + kRoomBytes;
  const DeviceRun broken = compiled.run(device);
  ASSERT_TRUE(broken.error && broken.counters && whole.counters);
  EXPECT_LT(broken.counters->writtenBytes, whole.counters->writtenBytes / 2);
}

} // namespace
} // namespace weft
