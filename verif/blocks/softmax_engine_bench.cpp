// softmax_engine_bench.cpp: The Verilated softmax engine against its model, word by word.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/ranges.hpp"
#include "verif/blocks/softmax_engine_rig.hpp"

#include "Vsoftmax_engine_s16x16.h"
#include "Vsoftmax_engine_s16x16_fast.h"
#include "Vsoftmax_engine_s16x4.h"
#include "Vsoftmax_engine_s4x16.h"
#include "Vsoftmax_engine_s4x4.h"
#include "Vsoftmax_engine_s8x8.h"
#include "Vsoftmax_engine_s8x8_chunk64.h"

#include <bit>

namespace weft::sim {
namespace {

using num::Scale;

/// From the cycle in which a command of one chunk is taken to that of done_o.
template <class S>
constexpr std::uint64_t
    kAlone = 2 * (S::kChunk / S::kLanes + 5 + std::bit_width(unsigned{S::kLanes} - 1)) +
             2 * S::kLatency + S::kChunk / S::kColumns + S::kChunk / S::kRows + 6;

template <class S> class SoftmaxEngineBench : public ::testing::Test {
public:
  using TheRig = Rig<S>;

  void runRandom(int count, std::uint64_t seed, Stalls stalls) {
    TheRig rig(seed, stalls);
    for (int i = 0; i < count; ++i)
      rig.push(rig.randomCommand());
    rig.finish();
    EXPECT_EQ(rig.commandsDone(), static_cast<std::size_t>(count));
  }

  /// The engine on one command, for a while: whether it is refused, and how often it is done.
  static std::pair<bool, int> endingOf(const Probabilities& c, int cycles = 3000) {
    TheRig rig(5);
    rig.pushUnchecked(c);
    rig.pushUnchecked(c);
    bool bad = false;
    int done = 0;
    for (int i = 0; i < cycles; ++i)
      rig.clocked().tick([&] {
        EXPECT_FALSE(bad && !rig.dut().bad_field_o) << "it stays refused";
        bad |= rig.dut().bad_field_o != 0;
        done += rig.dut().done_o;
      });
    EXPECT_EQ(bad, !isExecutable(c, rig.source()));
    return {bad, done};
  }
  static void expectRefused(const Probabilities& c) { EXPECT_EQ(endingOf(c), std::pair(true, 0)); }
  static void expectAccepted(const Probabilities& c) {
    EXPECT_EQ(endingOf(c), std::pair(false, 2));
  }
};

using Shapes =
    ::testing::Types<Shape<Vsoftmax_engine_s4x4, 4, 4, 16, 4, 1, Nonlinear::accurate>,
                     Shape<Vsoftmax_engine_s8x8, 8, 8, 16, 8, 2, Nonlinear::ibert>,
                     Shape<Vsoftmax_engine_s16x16, 16, 16, 16, 4, 1, Nonlinear::accurate>,
                     Shape<Vsoftmax_engine_s16x16_fast, 16, 16, 16, 16, 2, Nonlinear::ibert>,
                     Shape<Vsoftmax_engine_s4x16, 4, 16, 16, 4, 2, Nonlinear::accurate>,
                     Shape<Vsoftmax_engine_s16x4, 16, 4, 16, 4, 1, Nonlinear::ibert>,
                     Shape<Vsoftmax_engine_s8x8_chunk64, 8, 8, 64, 2, 2, Nonlinear::accurate>>;
TYPED_TEST_SUITE(SoftmaxEngineBench, Shapes);

/// One row and many, one key and more than a chunk, each count of visible keys.
TYPED_TEST(SoftmaxEngineBench, EveryCountOfVisibleKeys) {
  typename TestFixture::TheRig rig(1);
  for (std::uint32_t rows : {1u, 2u, 7u})
    for (std::uint32_t keys : {1u, 5u, unsigned{TypeParam::kChunk}, TypeParam::kChunk + 1u})
      for (int visible = -8; visible <= int(keys) + 1; ++visible) {
        auto c = rig.command(rows, keys);
        c.visible = visible;
        c.causal = rows > 1;
        rig.push(c);
      }
  rig.finish();
}

/// Scores at the ends of int32, in chunks that make the row rise and fall.
TYPED_TEST(SoftmaxEngineBench, ExtremeScores) {
  typename TestFixture::TheRig rig(2);
  const std::int32_t values[] = {0, INT32_MIN, INT32_MAX, -1, 1, 70000, -70000};
  for (std::size_t i = 0; i < rig.sums().size(); ++i)
    rig.sums()[i] = values[i / 13 % std::size(values)];
  for (const int shift : {10, 20, 30, 40, 63}) {
    auto c = rig.command(3, 3 * TypeParam::kChunk);
    c.scoreScale = Scale::make((1u << 26) - 1, shift).word;
    rig.push(c);
    c.first = 0;
    c.accumulatorStart = 100;
    rig.push(c);
  }
  rig.finish();
}

TYPED_TEST(SoftmaxEngineBench, EqualsTheModelUnderRandomStalls) {
  this->runRandom(40, 11, {});
  this->runRandom(40, 12, {30, 30});
  this->runRandom(40, 13, {0, 80});
  this->runRandom(20, 14, {90, 10});
}

/// As many keys as a command has at most, all rows that a block has.
TYPED_TEST(SoftmaxEngineBench, LongRowsAndManyRows) {
  typename TestFixture::TheRig rig(3);
  auto longest = rig.command(1, kMostSharedKeys);
  longest.activationStride = 1;
  longest.accumulatorStride = 1;
  rig.push(longest);
  auto causal = rig.command(128, 2 * TypeParam::kChunk);
  causal.accumulatorStride = 60;
  causal.activationStride = 128;
  causal.rowStart = 128;
  causal.causal = 1;
  causal.visible = -100;
  rig.push(causal);
  rig.finish();
}

/// What no row sees is not read, and may lie in no accumulator.
TYPED_TEST(SoftmaxEngineBench, ReadsWhatIsSeenAlone) {
  typename TestFixture::TheRig rig(4);
  auto c = rig.command(2, 3 * TypeParam::kChunk);
  c.visible = 1;
  c.causal = 1;
  c.accumulatorStart = kAccumulatorRows - 2;
  c.accumulatorStride = isa::kLastWord;
  rig.push(c);
  rig.finish();
  EXPECT_EQ(rig.reads(), 2u);
}

/// One chunk, then another that must wait until the first is done: its scale is another.
TYPED_TEST(SoftmaxEngineBench, TakesItsTimeForAChunk) {
  typename TestFixture::TheRig rig(10);
  auto c = rig.command(1, TypeParam::kChunk);
  const std::uint64_t begin = rig.clocked().cycle();
  rig.push(c);
  ++c.scoreScale;
  rig.push(c);
  rig.runUntilCommandsAreDone(1);
  EXPECT_EQ(rig.clocked().cycle() - 1 - begin, kAlone<TypeParam>);
  rig.runUntilCommandsAreDone(2);
  EXPECT_EQ(rig.clocked().cycle() - 1 - begin, 2 * kAlone<TypeParam> + 1);
  rig.finish();
}

/// A chunk every CHUNK / LANES cycles: its parts and its words take no longer.
TYPED_TEST(SoftmaxEngineBench, KeepsThePaceOfItsLanes) {
  constexpr unsigned kPeriod = TypeParam::kChunk / TypeParam::kLanes, kRows = 60;
  typename TestFixture::TheRig rig(6);
  auto c = rig.command(kRows, 2 * TypeParam::kChunk);
  c.activationStride = 0;
  c.accumulatorStride = 1;
  const std::uint64_t begin = rig.clocked().cycle();
  rig.push(c);
  rig.runUntilCommandsAreDone(1);
  EXPECT_EQ(rig.clocked().cycle() - 1 - begin, (2 * kRows - 1) * kPeriod + kAlone<TypeParam>);
  rig.finish();
}

/// Commands of one scale and one stride follow at once, or after one cycle if every cycle reads.
TYPED_TEST(SoftmaxEngineBench, CommandsFollowWhileChunksAreUnderWay) {
  constexpr unsigned kPeriod = TypeParam::kChunk / TypeParam::kLanes, kCommands = 8, kRows = 100;
  constexpr unsigned kGap = TypeParam::kLanes == TypeParam::kColumns ? 1 : 0;
  typename TestFixture::TheRig rig(7);
  auto c = rig.command(kRows, TypeParam::kChunk);
  c.activationStride = 1;
  c.accumulatorStride = 1;
  const std::uint64_t begin = rig.clocked().cycle();
  for (unsigned i = 0; i < kCommands; ++i)
    rig.push(c);
  rig.runUntilCommandsAreDone(kCommands);
  EXPECT_EQ(rig.clocked().cycle() - 1 - begin,
            (kCommands * kRows - 1) * kPeriod + (kCommands - 1) * kGap + kAlone<TypeParam>);
  rig.finish();
}

TYPED_TEST(SoftmaxEngineBench, SaysThatItWaitsForTheAccumulator) {
  typename TestFixture::TheRig rig(8, {0, 50});
  const auto c = rig.command(40, TypeParam::kChunk);
  rig.push(c);
  int waits = 0;
  for (int i = 0; i < 10'000 && rig.commandsDone() == 0; ++i)
    rig.clocked().tick([&] {
      const auto& dut = rig.dut();
      const bool waiting = dut.acc_rd_valid_o && !dut.acc_rd_ready_i;
      waits += waiting;
      EXPECT_EQ(dut.state_o == static_cast<unsigned>(isa::State::accumulator), waiting);
    });
  EXPECT_GT(waits, 10);
  rig.finish();
}

/// Words behind the bank, by their start, by their row and by a stride that runs far beyond.
TYPED_TEST(SoftmaxEngineBench, ReportsWordsThatTheBankLacks) {
  typename TestFixture::TheRig rig(9);
  for (const std::uint32_t start : {kBankWords - 2, kBankWords, 2048u, isa::kLastWord})
    for (const std::uint32_t stride : {0u, 1u, 1024u, isa::kLastWord / 2 + 1, isa::kLastWord}) {
      auto c = rig.command(3, 3 * TypeParam::kChunk);
      c.accumulatorStride = 3;
      c.activationStart = start;
      c.activationStride = stride;
      rig.push(c);
    }
  rig.finish();
}

TYPED_TEST(SoftmaxEngineBench, RefusesRowsThatDoNotExist) {
  constexpr std::uint32_t kTiles = 5, kRows = 3;
  auto c = TestFixture::TheRig::command(kRows, kTiles * TypeParam::kColumns);
  c.accumulatorStride = 10;
  c.accumulatorStart = kAccumulatorRows - (kTiles - 1) * 10 - kRows;
  this->expectAccepted(c);
  ++c.accumulatorStart;
  this->expectRefused(c);
  c.accumulatorStart = isa::kLastWord;
  this->expectRefused(c);
  c.accumulatorStart = 1;
  c.accumulatorStride = isa::kLastWord; // row 0 of the last part is row 2^24
  c.keys = 2 * TypeParam::kColumns;
  this->expectRefused(c);
}

TYPED_TEST(SoftmaxEngineBench, RefusesFieldsOutOfRange) {
  const auto good = TestFixture::TheRig::command(2, 3);
  auto c = good;
  c.rowStart = num::kRememberedRows - 2;
  this->expectAccepted(c);
  ++c.rowStart;
  this->expectRefused(c);
  c = good;
  c.scoreScale = Scale::make(1000, num::kSmallestScoreShift).word;
  this->expectAccepted(c);
  c.scoreScale = Scale::make(1000, num::kSmallestScoreShift - 1).word;
  this->expectRefused(c);
  c = good;
  for (const std::uint32_t keys : {kMostSharedKeys + 1u, 65536u}) {
    c.keys = keys;
    this->expectRefused(c);
  }
}

} // namespace
} // namespace weft::sim
