// command_processor_bench.hpp: Random programs and what its benches expect of a command processor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/blocks/command_processor_shapes.hpp"
#include "verif/blocks/command_processor_world.hpp"
#include "verif/blocks/field_values.hpp"

#include "gen/isa/layout.hpp"
#include "gen/prim/run_fault.hpp"

#include "Vcommand_processor_bus16.h"
#include "Vcommand_processor_bus64.h"
#include "Vcommand_processor_bus8.h"

#include <gtest/gtest.h>

namespace weft {

template <class D, unsigned bytes> struct CommandProcessorShape {
  using World = CommandProcessorWorld<D, bytes>;
};
using CommandProcessorShapes =
    ::testing::Types<CommandProcessorShape<Vcommand_processor_bus8, 8>,
                     CommandProcessorShape<Vcommand_processor_bus16, 16>,
                     CommandProcessorShape<Vcommand_processor_bus64, 64>>;

/// An accepted value: any, or one of those at which something may be wrong.
inline std::uint32_t drawnValue(num::Random& random, const isa::Field& field) {
  const std::vector<std::uint32_t> values = acceptedValues(field);
  if (random.chance(50))
    return values[random.below(values.size())];
  return static_cast<std::uint32_t>(random.uniform(field.least, values.back()));
}

template <class Command> std::vector<std::uint32_t> drawn(num::Random& random, isa::Tokens tokens) {
  Command command;
  for (const auto& [member, field] : isa::layoutOf<Command>().members) {
    const std::uint32_t value = drawnValue(random, field);
    std::visit(
        [&](auto pointer) {
          auto& target = command.*pointer;
          target = static_cast<std::remove_reference_t<decltype(target)>>(value);
        },
        member);
  }
  return isa::encode(command, tokens);
}

inline std::vector<std::uint32_t> drawn(num::Random& random, isa::Engine engine,
                                        isa::Tokens tokens) {
  switch (engine) {
  case isa::Engine::load:
    return drawn<isa::Load>(random, tokens);
  case isa::Engine::array:
    return drawn<isa::Matmul>(random, tokens);
  case isa::Engine::store:
    return random.chance(50) ? drawn<isa::Store>(random, tokens) : drawn<isa::Pool>(random, tokens);
  case isa::Engine::attention:
    return random.chance(50) ? drawn<isa::Attention>(random, tokens)
                             : drawn<isa::Softmax>(random, tokens);
  default:
    return drawn<isa::Post>(random, tokens);
  }
}

/// Random commands; a command waits only for tokens that earlier ones left over.
template <class World> void appendRandom(World& world, num::Random& random, int count) {
  std::array<int, isa::kTokenCount> left{};
  for (int i = 0; i < count; ++i) {
    const auto engine = static_cast<isa::Engine>(random.below(isa::kEngineCount));
    isa::Tokens tokens;
    for (int other = 0; other < isa::kEngineCount; ++other) {
      if (static_cast<isa::Engine>(other) == engine)
        continue;
      const int in = isa::tokenOf(static_cast<isa::Engine>(other), engine);
      const int out = isa::tokenOf(engine, static_cast<isa::Engine>(other));
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
  std::array<std::size_t, isa::kEngineCount> next{};
  for (const auto& words : world.program) {
    const isa::CommandFormat& format = *isa::findFormat(words[0] & 0xff);
    if (format.engine == isa::Engine::processor)
      continue;
    const auto e = static_cast<std::size_t>(format.engine);
    ASSERT_LT(next[e], world.engines[e].received.size());
    EXPECT_EQ(world.engines[e].received[next[e]++],
              (Received{format.opcode, {words.begin() + isa::kHeaderWords, words.end()}}));
  }
  for (std::size_t e = 0; e < isa::kEngineCount; ++e)
    EXPECT_EQ(world.engines[e].received.size(), next[e]);
}

template <class S> class CommandProcessorBench : public ::testing::Test {
protected:
  typename S::World world{11};
  num::Random random{12};

  void expectError(isa::ErrorCode code, isa::Engine engine, std::uint32_t index) {
    EXPECT_EQ(world.errors, 1U);
    EXPECT_EQ(world.finishes, 0U);
    EXPECT_EQ(world.errorCode, static_cast<std::uint32_t>(code));
    EXPECT_EQ(world.errorEngine, static_cast<std::uint32_t>(engine));
    EXPECT_EQ(world.errorIndex, index);
    EXPECT_EQ(world.errorAddress, world.kRingBase + slotOf(index) * isa::kSlotBytes);
    EXPECT_EQ(world.violation, "");
  }
  std::uint64_t slotOf(std::uint32_t index) const {
    std::uint64_t slot = 0;
    for (std::uint32_t i = 0; i < index && i < world.program.size(); ++i)
      slot += world.program[i].size() / isa::kSlotWords;
    return slot % world.kRingSlots;
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

} // namespace weft
