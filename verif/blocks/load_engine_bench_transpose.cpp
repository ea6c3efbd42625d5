// load_engine_bench_transpose.cpp: TRANSPOSE, alone and between loads.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/integers.hpp"
#include "gen/prim/run_fault.hpp"
#include "verif/blocks/load_engine_rig.hpp"

#include "Vload_engine_none8.h"
#include "Vload_engine_turn16.h"
#include "Vload_engine_turn16x4.h"
#include "Vload_engine_turn4.h"
#include "Vload_engine_turn4x16.h"
#include "Vload_engine_turn64.h"
#include "Vload_engine_turn8.h"

namespace weft::sim {
namespace {

using Shapes = testing::Types<
    Shape<Vload_engine_turn16, 16, 16, 16, 40>, Shape<Vload_engine_turn4, 4, 4, 8, 32>,
    Shape<Vload_engine_turn8, 8, 8, 8, 64>, Shape<Vload_engine_turn4x16, 4, 16, 8, 32>,
    Shape<Vload_engine_turn16x4, 16, 4, 16, 40>, Shape<Vload_engine_turn64, 64, 64, 32, 40>,
    Shape<Vload_engine_none8, 8, 8, 16, 40>>;

template <class S> constexpr std::uint32_t kTile = std::max(S::kRows, S::kColumns);

/// Runs that follow each other in memory.
template <class S> Transpose packed(std::uint32_t bytes, std::uint32_t runs) {
  Transpose turn;
  turn.base = 5;
  turn.bytes = bytes;
  turn.count1 = runs;
  turn.stride1 = static_cast<std::int32_t>(roundUp(bytes, S::kBus));
  return turn;
}

/// About a width at which something changes, or anything.
template <class S> std::uint32_t drawBytes(StallSource& draw) {
  const std::uint32_t widths[] = {S::kBus, S::kRows, S::kColumns, 128};
  const std::uint32_t edge =
      widths[drawBelow(draw, 4)] * (1 + drawBelow(draw, 3)) + drawBelow(draw, 3) - 1;
  return drawBelow(draw, 2) && edge >= 1 && edge <= 128 ? edge : 1 + drawBelow(draw, 128);
}

/// A legal command with every field drawn.
template <class S> Transpose randomTranspose(StallSource& draw) {
  const auto below = [&](std::uint64_t bound) { return drawBelow(draw, bound); };
  Transpose turn;
  turn.base = 5;
  turn.bytes = drawBytes<S>(draw);
  turn.count1 = below(2) ? S::kColumns : 1 + below(S::kColumns);
  turn.count2 = 1 + below(3);
  turn.count3 = 1 + below(2);
  turn.offset = 24576 + below(256) * S::kBus;
  turn.stride1 = drawStride<S>(draw, 8);
  turn.stride2 = drawStride<S>(draw, 40);
  turn.stride3 = drawStride<S>(draw, 60);
  turn.start = below(100);
  turn.step2 = below(64);
  turn.step3 = below(128);
  return turn;
}

template <class S> struct Transposing : testing::Test {};
TYPED_TEST_SUITE(Transposing, Shapes);

TYPED_TEST(Transposing, TurnsOneByteAndAWholeTile) {
  Rig<TypeParam> rig;
  rig.give(packed<TypeParam>(1, 1));
  rig.give(packed<TypeParam>(kTile<TypeParam>, TypeParam::kColumns));
  rig.give(packed<TypeParam>(128, TypeParam::kColumns));
  rig.give(packed<TypeParam>(1, 1));
  rig.finish(4000);
}

TYPED_TEST(Transposing, TurnsEveryNumberOfBytesAndRuns) {
  Rig<TypeParam> rig;
  for (std::uint32_t bytes = 1; bytes <= 128; ++bytes)
    rig.give(packed<TypeParam>(bytes, 1 + bytes * 7 % TypeParam::kColumns));
  for (std::uint32_t runs = 1; runs <= TypeParam::kColumns; ++runs)
    rig.give(packed<TypeParam>(1 + runs * 5 % 128, runs));
  rig.finish(200000);
}

TYPED_TEST(Transposing, WritesWhatTheModelWritesAmongLoads) {
  for (unsigned stall : {0U, 30U, 70U}) {
    Rig<TypeParam> rig(stall);
    StallSource draw(stall + 1, 11, 0);
    for (unsigned i = 0; i < 120; ++i)
      if (drawBelow(draw, 2))
        rig.give(randomTranspose<TypeParam>(draw));
      else
        rig.give(randomLoad<TypeParam>(draw));
    rig.finish(4000000);
  }
}

TYPED_TEST(Transposing, TakesAWordACycleInAndOut) {
  Rig<TypeParam> rig;
  Transpose turn = packed<TypeParam>(64, TypeParam::kColumns);
  turn.count2 = 8;
  turn.step2 = 64;
  turn.start = 0;
  rig.give(turn);
  rig.finish(20000);
  const std::uint64_t in =
      std::uint64_t{TypeParam::kColumns} * 64 / std::min(TypeParam::kBus, TypeParam::kColumns);
  EXPECT_LE(rig.cyclesToDone, 8 * (in + 64 + 4) + 12);
}

TYPED_TEST(Transposing, RefusesMoreRunsThanColumns) {
  if (TypeParam::kColumns == isa::kWidestArray)
    return; // a command cannot say so
  Rig<TypeParam> rig;
  rig.give(packed<TypeParam>(20, TypeParam::kColumns));
  const std::size_t words = rig.expected.size();
  rig.commands.push(isa::encode(packed<TypeParam>(20, TypeParam::kColumns + 1)));
  rig.give(packed<TypeParam>(20, 1));
  for (unsigned i = 0; i < 2000; ++i)
    rig.tick();
  EXPECT_EQ(rig.refusals, 1U);
  EXPECT_EQ(rig.runErrors, 0U);
  EXPECT_EQ(rig.done, 1U);
  EXPECT_EQ(rig.written.size(), words) << "nothing of it is written, and nothing behind it";
}

TYPED_TEST(Transposing, DoesNotWriteBeyondTheWeights) {
  Rig<TypeParam> rig;
  Transpose turn = packed<TypeParam>(kTile<TypeParam>, 1);
  turn.start = placesOf(LoadTo::weights) - 2;
  rig.commands.push(isa::encode(turn));
  rig.wordsAtDone.push_back(2);
  rig.unseen.push_back(true);
  for (unsigned i = 0; i < 400; ++i)
    rig.tick();
  EXPECT_EQ(rig.runErrors, kTile<TypeParam> - 2);
  EXPECT_EQ(rig.faults, 1U << static_cast<unsigned>(RunFault::limit));
  EXPECT_EQ(rig.written.size(), 2U);
  EXPECT_EQ(rig.done, 1U);
}

} // namespace
} // namespace weft::sim
