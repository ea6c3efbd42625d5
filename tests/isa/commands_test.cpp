// commands_test.cpp: Commands survive encoding and decoding, and refuse what does not fit.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/layout.hpp"

#include "gen/num/error.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

namespace weft::isa {
namespace {

/// A command with every member drawn from its legal range.
template <class Command> Command drawn(num::Random& random) {
  Command command;
  for (const auto& [member, field] : layoutOf<Command>().members) {
    const std::uint32_t most = std::min(field.most, onesOf(widthOf(field)));
    const auto value = static_cast<std::uint32_t>(random.uniform(field.least, most));
    std::visit(
        [&](auto pointer) {
          auto& target = command.*pointer;
          target = static_cast<std::remove_reference_t<decltype(target)>>(value);
        },
        member);
  }
  return command;
}

/// A machine that has the command.
num::MachineKind kindWith(const CommandFormat& format) {
  using num::AttentionUnit;
  using num::Dataflow;
  for (const num::MachineKind kind : {num::MachineKind(), num::MachineKind(AttentionUnit::shared)})
    if (format.machines.contains(kind))
      return kind;
  return {AttentionUnit::dedicated, Dataflow::rowStationary};
}

template <class Command> class RoundTrip : public testing::Test {};
using Commands = testing::Types<Load, Matmul, Store, Attention, Softmax, Post, Check, Transpose,
                                Weigh, Probabilities, Divide, Pool, Convolve>;
TYPED_TEST_SUITE(RoundTrip, Commands);

TYPED_TEST(RoundTrip, KeepsEveryMemberAndMask) {
  num::Random random(7);
  for (int i = 0; i < 100; ++i) {
    const auto command = drawn<TypeParam>(random);
    const Tokens tokens{static_cast<std::uint32_t>(random.below(1 << 24)),
                        static_cast<std::uint32_t>(random.below(1 << 24))};
    const auto words = encode(command, tokens);
    const bool mayHaveTokens = layoutOf<TypeParam>().engine != Engine::processor;
    EXPECT_EQ(faultOf(mayHaveTokens ? words : encode(command), kindWith(formatOf<TypeParam>())),
              std::nullopt);
    EXPECT_EQ(decodeTokens(words).wait, tokens.wait);
    EXPECT_EQ(decodeTokens(words).signal, tokens.signal);
    const auto again = decode<TypeParam>(words);
    for (const auto& entry : layoutOf<TypeParam>().members)
      std::visit([&](auto p) { EXPECT_EQ(again.*p, command.*p) << entry.field.name; },
                 entry.member);
  }
}

TEST(Encode, PutsFieldsWhereTheFormatSays) {
  Load load;
  load.base = 5;
  load.destination = LoadTo::parameters;
  load.offset = 0x1234;
  load.bytes = 64;
  load.stride1 = -16;
  load.wordStep = 3;
  load.step1 = 4;
  const auto words = encode(load, {0x810001, 0x400002});
  EXPECT_EQ(words[0], 0x00011101U);
  EXPECT_EQ(words[1], 0x40000281U);
  EXPECT_EQ(words[2], numberOf(LoadTo::parameters) << 8 | 5U);
  EXPECT_EQ(words[3], 0x1234U);
  EXPECT_EQ(words[6], 0xfffffff0U);
  EXPECT_EQ(words[12], 0x00040003U);
}

/// A POOL has its fields where a STORE has them, and zeros where a STORE says int8 and memory.
TEST(Encode, WritesAPoolAsAStoreOfInt8) {
  Pool pool;
  pool.base = 3;
  pool.activation = Activation::relu;
  pool.columns = 70;
  pool.parameterStart = 9;
  pool.window = 3;
  pool.padLeft = 1;
  pool.sourceRows = 0x1234;
  pool.sourceColumns = 0x56;
  const auto words = encode(pool);
  const auto asStore = [&] {
    auto changed = words;
    changed[0] = encode(Store{})[0];
    return decode<Store>(changed);
  }();
  EXPECT_EQ(asStore.base, 3U);
  EXPECT_EQ(asStore.type, OutputType::int8);
  EXPECT_EQ(asStore.destination, StoreTo::memory);
  EXPECT_EQ(asStore.activation, Activation::relu);
  EXPECT_EQ(asStore.columns, 70U);
  EXPECT_EQ(asStore.parameterStart, 9U);
  EXPECT_EQ(words[14], 0x12340056U);
  EXPECT_EQ(words[15], 0x23U);
}

TEST(Encode, RefusesAPoolThatIsNone) {
  Pool pool;
  pool.activation = Activation::gelu;
  EXPECT_THROW(encode(pool), InternalError);
  auto words = encode(Pool{});
  words[15] = kMostWindow + 1;
  EXPECT_EQ(faultOf(words), ErrorCode::reservedBits);
  words[15] = kLeastWindow - 1;
  EXPECT_EQ(faultOf(words), ErrorCode::badField);
}

TEST(Encode, RefusesAValueThatDoesNotFit) {
  Load load;
  load.bytes = 64;
  load.destination = LoadTo{kCount<LoadTo>};
  try {
    encode(load);
    FAIL() << "accepted";
  } catch (const InternalError& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("LOAD.destination = 3: allowed 0 to 2"));
  }
  EXPECT_THROW(encode(Check{}, {1 << 24, 0}), InternalError);
}

TEST(Encode, LetsACommandWithoutAnEngineHaveNoTokens) {
  EXPECT_EQ(faultOf(encode(Check{}, {1, 0})), ErrorCode::reservedBits);
  EXPECT_EQ(faultOf(encode(Check{}, {1 << 16, 0})), ErrorCode::reservedBits);
  EXPECT_EQ(faultOf(encode(Check{}, {0, 1})), ErrorCode::reservedBits);
}

TEST(Decode, RefusesAnotherCommandsWords) {
  EXPECT_THROW(decode<Matmul>(encode(Check{})), InternalError);
  EXPECT_THROW(decode<Post>(encode(Softmax{})), InternalError);
}

} // namespace
} // namespace weft::isa
