// command_ring_test.cpp: Every command of a long program passes the ring once, whole and in order
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/command_ring.hpp"

#include "gen/isa/commands.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

constexpr std::size_t kWords = isa::kSlotWords;

template <class Command> void append(std::vector<std::uint32_t>& program, const Command& command) {
  const std::vector<std::uint32_t> words = isa::encode(command);
  program.insert(program.end(), words.begin(), words.end());
}

/// Commands of one and of two slots, each with a number of its own.
std::vector<std::uint32_t> programOf(std::size_t commands, num::Random& random) {
  std::vector<std::uint32_t> program;
  for (std::uint32_t i = 0; i < commands; ++i)
    if (random.below(3) == 0)
      append(program, isa::Attention{.valid = i});
    else
      append(program, isa::Check{.hashLow = i});
  return program;
}

/// A machine that fetches some slots between two looks of the driver.
class Fetch {
public:
  Fetch(CommandRing& ring, num::Random& random) : ring_(ring), random_(random) {}

  void readAll(std::uint32_t tail) {
    for (read(tail); !ring_.holdsTheRest() || ring_.waiting(head_) > 0; read(ring_.append(head_)))
      ASSERT_LT(ring_.waiting(head_), ring_.slots()) << "a slot stays free";
  }
  const std::vector<std::uint32_t>& words() const { return words_; }

private:
  void read(std::uint32_t tail) {
    const std::size_t waiting = (tail + ring_.slots() - head_) % ring_.slots();
    EXPECT_EQ(ring_.waiting(head_), waiting);
    for (std::size_t left = random_.below(waiting + 1); left > 0; --left) {
      const auto slot = ring_.memory().subspan(head_ * kWords, kWords);
      words_.insert(words_.end(), slot.begin(), slot.end());
      head_ = (head_ + 1) % ring_.slots();
    }
    EXPECT_EQ(ring_.passed(head_) * kWords, words_.size());
  }

  CommandRing& ring_;
  num::Random& random_;
  std::uint32_t head_ = 0;
  std::vector<std::uint32_t> words_;
};

TEST(CommandRing, PassesLongPrograms) {
  num::Random random(1);
  for (const std::size_t slots : {4, 8, 16, 64})
    for (const std::size_t commands : {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 100}) {
      SCOPED_TRACE(std::to_string(commands) + " commands, ring of " + std::to_string(slots));
      const std::vector<std::uint32_t> program = programOf(commands, random);
      CommandRing ring(program, slots);
      EXPECT_LE(ring.slots(), slots);
      for (int run = 0; run < 2; ++run) {
        Fetch fetch(ring, random);
        fetch.readAll(ring.begin());
        EXPECT_EQ(fetch.words(), program);
      }
    }
}

TEST(CommandRing, HoldsAProgramThatFitsAtOnce) {
  num::Random random(2);
  for (const std::size_t commands : {1, 3, 40}) {
    const std::vector<std::uint32_t> program = programOf(commands, random);
    CommandRing ring(program, 1024);
    EXPECT_EQ(ring.begin() * kWords, program.size());
    EXPECT_TRUE(ring.holdsTheRest());
    EXPECT_LT(ring.slots(), 2 * (program.size() / kWords + 1)) << "no larger than it must be";
  }
}

/// What a tail may show: never a part of a command.
TEST(CommandRing, EndsBehindAWholeCommand) {
  std::vector<std::uint32_t> program;
  for (std::uint32_t i = 0; i < 9; ++i)
    append(program, isa::Attention{.valid = i});
  CommandRing ring(program, 8);
  EXPECT_EQ(ring.begin(), 6U);
  EXPECT_EQ(ring.append(0), 6U) << "room for one slot";
  EXPECT_EQ(ring.append(1), 0U);
}

} // namespace
} // namespace weft
