// command_processor_bench_fields.cpp: Every field of every command at the ends of its range.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/command_processor_bench.hpp"

namespace weft {
namespace {

using isa::Engine;

template <class S> class CommandProcessorFields : public CommandProcessorBench<S> {
protected:
  /// An accepted command of this format, all of its fields drawn.
  std::vector<std::uint32_t> drawnAs(const isa::CommandFormat& format) {
    std::vector<std::uint32_t> words;
    do
      words = drawn(this->random, format.engine, {});
    while ((words[0] & 0xff) != format.opcode);
    return words;
  }

  /// The command is delivered, or refused as the model says.
  void expectVerdict(const std::vector<std::uint32_t>& words) {
    this->world.append(words);
    ASSERT_TRUE(this->world.run());
    if (const auto fault = isa::faultOf(words))
      this->expectError(*fault, Engine::processor, 0);
    else
      expectDelivered(this->world);
    EXPECT_EQ(this->world.violation, "");
    ASSERT_TRUE(this->world.softReset());
  }
};
TYPED_TEST_SUITE(CommandProcessorFields, CommandProcessorShapes);

TYPED_TEST(CommandProcessorFields, AreJudgedAsTheModelDoes) {
  for (const isa::CommandFormat& format : isa::commandFormats(num::AttentionUnit::dedicated))
    for (const isa::Field& field : format.fields) {
      if (format.engine == Engine::processor)
        continue; // any other hash is a fault
      for (const std::uint32_t value : valuesToTry(field)) {
        SCOPED_TRACE(format.name + "." + field.name + " = " + std::to_string(value));
        auto words = this->drawnAs(format);
        setField(words, field, value);
        this->expectVerdict(words);
      }
    }
}

TYPED_TEST(CommandProcessorFields, OfTheHeaderAreJudgedAsTheModelDoes) {
  for (const isa::CommandFormat& format : isa::commandFormats(num::AttentionUnit::dedicated))
    for (const isa::Field& field : isa::headerFields()) {
      const bool isToken = field.word != 0 || field.low >= 16;
      if (format.engine == Engine::processor || isToken)
        continue; // a wait for tokens that nobody gives never ends
      for (std::uint32_t value = 0; value <= isa::onesOf(isa::widthOf(field)); ++value) {
        auto words = this->drawnAs(format);
        setField(words, field, value);
        if ((words[0] & 0xff) != isa::formatOf<isa::Check>().opcode)
          this->expectVerdict(words);
      }
    }
}

} // namespace
} // namespace weft
