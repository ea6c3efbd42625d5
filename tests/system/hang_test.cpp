// hang_test.cpp: A machine that stands still tells who waits for whom
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/faults.hpp"

#include <gmock/gmock.h>

namespace weft {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using Channel = WithheldChannel::Name;

constexpr int kFirstTokenBit = 16; ///< of the tokens to wait for, in a command's first word

struct Hang {
  std::vector<std::string> lines; ///< of the chain
  std::string message;

  /// The line that begins so.
  std::string of(const std::string& member) const {
    for (const std::string& line : lines)
      if (line.starts_with("  " + member + ":"))
        return line;
    return "";
  }
  std::size_t placeOf(const std::string& member) const {
    return static_cast<std::size_t>(std::ranges::find(lines, of(member)) - lines.begin());
  }
};

Hang hangOf(const std::string& text, RtlOptions options, const Damage& damage = {}) {
  const Compiled compiled(text);
  options.watchdog = 3000;
  if (damage)
    options.beforeStart = [&](MemoryImage&, std::span<std::uint32_t> ring) { damage(ring); };
  RtlDevice device = compiled.device(tinySimulator(), options);
  const DeviceRun run = compiled.run(device);
  Hang hang;
  if (!run.error)
    return hang;
  hang.message = run.error->message;
  std::istringstream messageLines(hang.message);
  std::string line;
  std::getline(messageLines, line);
  while (std::getline(messageLines, line))
    hang.lines.push_back(line);
  return hang;
}

/// `channel` falls silent at the first burst that touches `from`.
RtlOptions without(Channel channel, WithheldChannel::Place from) {
  RtlOptions options = fastMemory();
  options.withheld = WithheldChannel{channel, from, 100'000};
  return options;
}

template <class Command> Command firstOf(const std::string& text, std::uint32_t opcode) {
  const Compiled compiled(text);
  const std::span<const std::uint32_t> ring(compiled.program.words);
  const std::size_t word = firstCommand(ring, opcode);
  return isa::decode<Command>(ring.subspan(word, wordsAt(ring, word)));
}

/// The token from the array to itself is the one that no command gives.
Damage neverGiven(std::uint32_t opcode) {
  constexpr auto kToken = isa::tokenOf(isa::Engine::array, isa::Engine::array);
  return [opcode](std::span<std::uint32_t> ring) {
    ring[firstCommand(ring, opcode)] |= 1U << (kFirstTokenBit + kToken);
  };
}

TEST(Hang, OfTheLoadEngineNamesTheChannel) {
  const std::string text = "gemm:20x30x40";
  const auto load = firstOf<isa::Load>(text, kLoadOpcode);
  const Hang silent = hangOf(text, without(Channel::r, {load.base, load.offset}));
  EXPECT_THAT(silent.of("load engine"),
              MatchesRegex("  load engine: command 1 \\(LOAD weights gemm, columns 0\\.\\.[0-9]+, "
                           "k 0\\.\\.[0-9]+\\) is in the engine, memory_read: channel R gives no "
                           "data for [0-9]+ bursts?, the oldest at 0x[0-9a-f]+"))
      << silent.message;
  const Hang refused = hangOf(text, without(Channel::ar, {load.base, load.offset}));
  EXPECT_THAT(refused.of("load engine"), HasSubstr("channel AR does not take its request"));
}

TEST(Hang, OfTheLoadEngineNamesATokenThatNobodyGives) {
  const Hang hang = hangOf("gemm:20x30x40", fastMemory(), neverGiven(kLoadOpcode));
  EXPECT_THAT(hang.of("load engine"), HasSubstr("waits for token 5, which no command gives"));
}

TEST(Hang, OfTheArrayLeadsToTheLoadEngine) {
  const std::string text = "gemm:20x30x40";
  const auto load = firstOf<isa::Load>(text, kLoadOpcode);
  const Hang hang = hangOf(text, without(Channel::r, {load.base, load.offset}));
  EXPECT_THAT(hang.of("array engine"),
              MatchesRegex("  array engine: command [0-9]+ \\(MATMUL gemm, rows .*, columns .*, k "
                           ".*\\) waits for token 0 from the load engine, command [0-9]+ \\(LOAD "
                           "activations gemm, rows .*, k .*\\)"))
      << hang.message;
  EXPECT_LT(hang.placeOf("array engine"), hang.placeOf("load engine"));
}

TEST(Hang, OfTheStoreEngineLeadsToTheArrayAndNamesItsChannels) {
  const std::string text = "gemm:20x30x40";
  const Hang chain = hangOf(text, fastMemory(), neverGiven(kLoadOpcode));
  EXPECT_THAT(chain.of("store engine"),
              MatchesRegex("  store engine: command [0-9]+ \\(STORE gemm, rows .*, columns .*\\) "
                           "waits for token .* from the array engine, command [0-9]+ \\(MATMUL "
                           "gemm.*"))
      << chain.message;
  EXPECT_LT(chain.placeOf("store engine"), chain.placeOf("array engine"));
  const auto store = firstOf<isa::Store>(text, kStoreOpcode);
  const WithheldChannel::Place place{store.base, store.offset};
  EXPECT_THAT(hangOf(text, without(Channel::aw, place)).of("store engine"),
              HasSubstr("is in the engine, memory_write: channel AW does not take its request"));
  EXPECT_THAT(hangOf(text, without(Channel::w, place)).of("store engine"),
              HasSubstr("memory_write: channel W does not take its data"));
  EXPECT_THAT(hangOf(text, without(Channel::b, place)).of("store engine"),
              HasSubstr("memory_write: channel B gives no response for"));
}

TEST(Hang, OfTheAttentionEngineLeadsToTheStoreEngine) {
  const std::string text = "encoder:L=10,D=16,H=2,F=32";
  const auto store = firstOf<isa::Store>(text, kStoreOpcode);
  const Hang hang = hangOf(text, without(Channel::b, {store.base, store.offset}));
  EXPECT_THAT(
      hang.of("attention engine"),
      MatchesRegex("  attention engine: command [0-9]+ \\(ATTENTION layer0.attention, heads "
                   "0.*\\) waits for token .* from the store engine, command [0-9]+ "
                   "\\(STORE layer0.qkv.*"))
      << hang.message;
  EXPECT_LT(hang.placeOf("attention engine"), hang.placeOf("store engine"));
}

TEST(Hang, OfThePostEngineLeadsThroughAllOthers) {
  const Hang hang = hangOf("encoder:L=4,D=8,H=1,F=8", fastMemory(), neverGiven(kAttentionOpcode));
  EXPECT_THAT(hang.of("post engine"),
              MatchesRegex("  post engine: command [0-9]+ \\(POST layer0.norm1, rows 0..3\\) waits "
                           "for token .* from the store engine, command [0-9]+ \\(STORE "
                           "layer0.projection.*"))
      << hang.message;
  EXPECT_THAT(hang.of("attention engine"), HasSubstr("waits for token 5, which no command gives"));
  EXPECT_LT(hang.placeOf("post engine"), hang.placeOf("store engine"));
  EXPECT_LT(hang.placeOf("store engine"), hang.placeOf("array engine"));
  EXPECT_LT(hang.placeOf("array engine"), hang.placeOf("load engine"));
  EXPECT_LT(hang.placeOf("load engine"), hang.placeOf("attention engine"));
  EXPECT_THAT(hang.message, Not(HasSubstr("circle")));
}

TEST(Hang, OfTheCommandFetchIsNamed) {
  RtlOptions options = fastMemory();
  options.withheld = WithheldChannel{Channel::r, {}, 100'000};
  const Hang hang = hangOf("gemm:20x30x40", options);
  EXPECT_THAT(hang.of("load engine"), HasSubstr("is not fetched yet"));
  EXPECT_THAT(hang.of("command fetch"),
              HasSubstr("command 0 (CHECK) waits for its slots: channel R gives no data for"));
}

/// The first load waits for the array, which waits for the load.
TEST(Hang, InACircleNamesTheCircle) {
  constexpr auto kToken = isa::tokenOf(isa::Engine::array, isa::Engine::load);
  const Hang hang = hangOf("gemm:20x200x40", fastMemory(), [&](std::span<std::uint32_t> ring) {
    ring[firstCommand(ring, kLoadOpcode)] |= 1U << (kFirstTokenBit + kToken);
  });
  EXPECT_THAT(hang.message, HasSubstr("circle: load engine -> array engine -> load engine"));
}

/// The queue of the load engine is full of commands behind the one that stands still, and what the
/// others need has not been fetched.
TEST(Hang, BehindAFullQueueNamesTheQueue) {
  const Hang hang = hangOf("gemm:64x400x64", fastMemory(), neverGiven(kLoadOpcode));
  EXPECT_THAT(hang.of("command fetch"), HasSubstr("waits for room in the queue of the load engine"))
      << hang.message;
  EXPECT_THAT(hang.of("store engine"), HasSubstr("is not fetched yet")) << hang.message;
}

} // namespace
} // namespace weft
