// format_test.cpp: The tables of commands are consistent, and faults come in the stated order.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/commands.hpp"
#include "gen/isa/documents.hpp"

#include <gtest/gtest.h>

#include <array>

namespace weft::isa {
namespace {

TEST(Formats, FieldsDoNotOverlapAndLieInTheCommand) {
  for (const CommandFormat& format : commandFormats()) {
    std::vector<std::uint32_t> used(static_cast<std::size_t>(format.slots * kSlotWords));
    for (const Field& field : format.fields) {
      ASSERT_GE(field.word, kHeaderWords) << format.name << '.' << field.name;
      ASSERT_LT(field.word, format.slots * kSlotWords) << format.name << '.' << field.name;
      auto& word = used[static_cast<std::size_t>(field.word)];
      EXPECT_EQ(word & maskOf(field), 0U) << format.name << '.' << field.name;
      word |= maskOf(field);
      EXPECT_LE(field.least, field.most);
    }
  }
}

TEST(Formats, OpcodesAscendFromOne) {
  std::uint32_t expected = 1;
  for (const CommandFormat& format : commandFormats())
    EXPECT_EQ(format.opcode, expected++) << format.name;
}

class Faults : public testing::Test {
protected:
  std::vector<std::uint32_t> words = encode(Matmul{});
};

TEST_F(Faults, NoneInALegalCommand) { EXPECT_EQ(faultOf(words), std::nullopt); }

TEST_F(Faults, OpcodeComesFirst) {
  words[0] = 0xffU;
  EXPECT_EQ(faultOf(words), ErrorCode::illegalOpcode);
}

TEST_F(Faults, VersionBeforeLength) {
  words[0] = 2U | 2U << 8 | 3U << 12;
  EXPECT_EQ(faultOf(words), ErrorCode::badVersion);
  words[0] = 2U | 1U << 8 | 3U << 12;
  EXPECT_EQ(faultOf(words), ErrorCode::badLength);
}

TEST_F(Faults, ReservedBitsAndFieldsWordByWord) {
  words[2] |= 1U << 31;
  EXPECT_EQ(faultOf(words), ErrorCode::reservedBits);
  words[2] = 0x86;
  words[3] = 0;
  words[15] = 1;
  EXPECT_EQ(faultOf(words), ErrorCode::badField);
}

TEST_F(Faults, AnyBitOutsideTheFieldsIsReserved) {
  for (int bit = 0; bit < 32; ++bit) {
    auto changed = words;
    changed[12] = 1U << bit;
    EXPECT_EQ(faultOf(changed), ErrorCode::reservedBits);
  }
}

TEST_F(Faults, ATruncatedCommandHasABadLength) {
  auto post = encode(Post{});
  post.resize(kSlotWords);
  EXPECT_EQ(faultOf(post), ErrorCode::badLength);
}

constexpr std::array<num::MachineKind, 5> kKinds = {
    num::MachineKind{num::AttentionUnit::dedicated},
    {num::AttentionUnit::shared},
    {num::AttentionUnit::none},
    {num::AttentionUnit::dedicated, num::Dataflow::rowStationary},
    {num::AttentionUnit::none, num::Dataflow::rowStationary}};

TEST(Machines, ACommandOfOthersIsAnIllegalOpcode) {
  for (const num::MachineKind kind : kKinds)
    for (const CommandFormat& format : commandFormats()) {
      std::vector<std::uint32_t> words(static_cast<std::size_t>(format.slots) * kSlotWords);
      words[0] =
          format.opcode | kFormatVersion << 8 | static_cast<std::uint32_t>(format.slots) << 12;
      EXPECT_EQ(faultOf(words, kind) == ErrorCode::illegalOpcode, !format.machines.contains(kind))
          << format.name;
    }
}

TEST(Machines, WithoutSoftmaxHaveLoadsProductsStoresAndSums) {
  std::vector<std::string> names;
  for (const CommandFormat& format : commandFormats(num::AttentionUnit::none))
    names.push_back(format.name);
  EXPECT_EQ(names, (std::vector<std::string>{"LOAD", "MATMUL", "STORE", "POST", "CHECK",
                                             "TRANSPOSE", "POOL"}));
  EXPECT_EQ(slotsOf(Engine::attention, num::AttentionUnit::none), 0);
}

TEST(Machines, OfRowStationaryArraysConvolve) {
  const auto names = [](num::Dataflow dataflow) {
    std::vector<std::string> all;
    for (const CommandFormat& format : commandFormats({num::AttentionUnit::none, dataflow}))
      all.push_back(format.name);
    return all;
  };
  auto expected = names(num::Dataflow::weightStationary);
  EXPECT_EQ(names(num::Dataflow::outputStationary), expected);
  expected.push_back("CONVOLVE");
  EXPECT_EQ(names(num::Dataflow::rowStationary), expected);
}

/// What a machine has no hardware for is no field of its commands.
TEST(Machines, WithoutGeluAndNormalisationRefuseThem) {
  constexpr auto kNone = num::AttentionUnit::none;
  Store store;
  store.activation = Activation::gelu;
  EXPECT_EQ(faultOf(encode(store), kNone), ErrorCode::badField);
  EXPECT_EQ(faultOf(encode(store), num::AttentionUnit::shared), std::nullopt);
  store.activation = Activation::relu;
  EXPECT_EQ(faultOf(encode(store), kNone), std::nullopt);
  store.secondScale = 1;
  EXPECT_EQ(faultOf(encode(store), kNone), ErrorCode::reservedBits);
  const std::array<std::uint32_t Post::*, 6> fields = {&Post::normalise,       &Post::gammaBetaBase,
                                                       &Post::gammaBetaOffset, &Post::epsilonLow,
                                                       &Post::epsilonHigh,     &Post::gammaShift};
  for (const auto field : fields) {
    Post post;
    EXPECT_EQ(faultOf(encode(post), kNone), std::nullopt);
    post.*field = 1;
    EXPECT_EQ(faultOf(encode(post), kNone), ErrorCode::reservedBits);
  }
}

void expectNamed(const CommandFormat& format, const std::string& markdown,
                 const std::string& header) {
  EXPECT_NE(markdown.find(" " + format.name + "\n"), std::string::npos) << format.name;
  EXPECT_NE(header.find("WEFT_" + format.name + "_OPCODE "), std::string::npos) << format.name;
  for (const Field& field : format.fields) {
    EXPECT_NE(markdown.find("`" + field.name + "`"), std::string::npos) << field.name;
    for (const NamedNumber& value : field.values)
      EXPECT_NE(markdown.find("`" + value.name + "` " + value.meaning), std::string::npos);
  }
}

/// A machine's documents name its commands and no others.
TEST(Documents, NameTheCommandsOfTheirMachine) {
  for (const num::MachineKind kind : kKinds) {
    Machine machine;
    machine.attention = kind.attention;
    machine.dataflow = kind.dataflow;
    const std::string markdown = commandsMarkdown(machine);
    const std::string header = commandsHeader(kind);
    for (const CommandFormat& format : commandFormats(kind))
      expectNamed(format, markdown, header);
    for (const CommandFormat& format : commandFormats())
      if (!format.machines.contains(kind)) {
        EXPECT_EQ(header.find("WEFT_" + format.name + "_"), std::string::npos) << format.name;
      }
  }
}

TEST(Documents, NameErrorsStatesAndValues) {
  const std::string header = commandsHeader(num::AttentionUnit::dedicated);
  for (const char* line : {"ERROR_WATCHDOG 10", "HEADER_SIGNAL_WORD 1", "HEADER_WAIT_LOW_SHIFT 16",
                           "ENGINE_PROCESSOR 5", "STATE_DEPENDENCY 7"})
    EXPECT_NE(header.find("#define WEFT_" + std::string(line) + "\n"), std::string::npos) << line;
  for (const std::string& line :
       {"LOAD_DESTINATION_WEIGHTS " + std::to_string(numberOf(LoadTo::weights)),
        "STORE_TYPE_INT16 " + std::to_string(numberOf(OutputType::int16)),
        "ATTENTION_MASK_CAUSAL " + std::to_string(numberOf(MaskKind::causal))})
    EXPECT_NE(header.find("#define WEFT_" + line + " /* "), std::string::npos) << line;
  EXPECT_NE(header.find("#define WEFT_MATMUL_WEIGHT_BITS_MASK 0x000000f0u\n"), std::string::npos);
}

} // namespace
} // namespace weft::isa
