// load_engine_bench.cpp: The load engine against its model: words, places, rates, errors.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/run_fault.hpp"
#include "verif/blocks/load_engine_rig.hpp"

#include "Vload_engine_narrow.h"
#include "Vload_engine_square16.h"
#include "Vload_engine_turn16x4.h"
#include "Vload_engine_turn4x16.h"
#include "Vload_engine_wide.h"

namespace weft::sim {
namespace {

using Shapes = testing::Types<
    Shape<Vload_engine_square16, 16, 16, 16, 40>, Shape<Vload_engine_narrow, 4, 64, 8, 32>,
    Shape<Vload_engine_wide, 32, 4, 64, 64>, Shape<Vload_engine_turn4x16, 4, 16, 8, 32>,
    Shape<Vload_engine_turn16x4, 16, 4, 16, 40>>;

/// Cycles that the words of a load need: the narrower of bus and word sets the pace.
template <class S> std::uint64_t leastCycles(LoadTo destination, std::uint32_t words) {
  return std::uint64_t{words} * std::max(1U, S::wordBytes(destination) / S::kBus);
}

template <class S> struct LoadEngine : testing::Test {};
TYPED_TEST_SUITE(LoadEngine, Shapes);

TYPED_TEST(LoadEngine, WritesWhatTheModelWrites) {
  for (unsigned stall : {0U, 30U, 70U}) {
    Rig<TypeParam> rig(stall);
    StallSource draw(stall + 1, 9, 0);
    for (unsigned i = 0; i < 60; ++i)
      rig.give(randomLoad<TypeParam>(draw));
    rig.finish(400000);
  }
}

TYPED_TEST(LoadEngine, FillsTheRestOfARaggedWordWithZeros) {
  for (LoadTo destination : isa::kKinds<LoadTo>) {
    Rig<TypeParam> rig;
    const unsigned word = TypeParam::wordBytes(destination);
    for (unsigned bytes :
         {1U, word - 1, word, word + 1, TypeParam::kBus - 1, TypeParam::kBus + 1}) {
      Load load = contiguous<TypeParam>(destination, 1, 3);
      load.bytes = bytes;
      load.count1 = 2;
      load.stride1 = 1024;
      load.step1 = 20;
      rig.give(load);
    }
    rig.finish(5000);
  }
}

TYPED_TEST(LoadEngine, KeepsTheRateOfBusOrWord) {
  for (LoadTo destination : isa::kKinds<LoadTo>) {
    Rig<TypeParam> rig;
    const std::uint32_t words = destination == LoadTo::parameters ? 48 : 300;
    rig.give(contiguous<TypeParam>(destination, words, 0));
    rig.finish(20000);
    EXPECT_LE(rig.cyclesToDone, leastCycles<TypeParam>(destination, words) + 12);
  }
}

TYPED_TEST(LoadEngine, CommandsFollowEachOtherWithTwoIdleCycles) {
  Rig<TypeParam> rig;
  for (std::uint32_t i = 0; i < 8; ++i)
    rig.give(contiguous<TypeParam>(i % 2 == 0 ? LoadTo::activations : LoadTo::weights, 40, 40 * i));
  rig.finish(20000);
  const std::uint64_t least = 4 * (leastCycles<TypeParam>(LoadTo::activations, 40) +
                                   leastCycles<TypeParam>(LoadTo::weights, 40));
  EXPECT_LE(rig.cyclesToDone, least + std::uint64_t{8} * 3 + 12);
}

TYPED_TEST(LoadEngine, StopsAtARunBeyondTheLimit) {
  Rig<TypeParam> rig;
  Load load = contiguous<TypeParam>(LoadTo::activations, 2, 0);
  load.offset = Rig<TypeParam>::kLimit - 2 * TypeParam::wordBytes(LoadTo::activations);
  load.offset -= load.offset % TypeParam::kBus;
  load.count1 = 2;
  load.stride1 = static_cast<std::int32_t>(TypeParam::kBus);
  load.bytes = Rig<TypeParam>::kLimit - load.offset;
  rig.commands.push(isa::encode(load));
  rig.wordsAtDone.push_back(0);
  for (unsigned i = 0; i < 100; ++i)
    rig.tick();
  EXPECT_EQ(rig.runErrors, 1U);
  EXPECT_EQ(rig.reader.runs(), 1U) << "the legal run before it is asked for";
  EXPECT_EQ(rig.done, 0U);
}

TYPED_TEST(LoadEngine, RefusesAnUnusableBaseAndAMisalignedRun) {
  for (unsigned mistake : {0U, 1U}) {
    Rig<TypeParam> rig;
    Load load = contiguous<TypeParam>(LoadTo::weights, 1, 0);
    load.base = mistake == 0 ? 4 : 5;
    load.offset = mistake == 0 ? 0 : TypeParam::kBus / 2;
    rig.commands.push(isa::encode(load));
    for (unsigned i = 0; i < 50; ++i)
      rig.tick();
    EXPECT_EQ(rig.runErrors, 1U);
    const RunFault fault = mistake == 0 ? RunFault::limit : RunFault::misaligned;
    EXPECT_EQ(rig.faults, 1U << static_cast<unsigned>(fault));
    EXPECT_EQ(rig.reader.runs(), 0U);
  }
}

TYPED_TEST(LoadEngine, DoesNotWriteBeyondTheDestination) {
  for (LoadTo destination : isa::kKinds<LoadTo>) {
    Rig<TypeParam> rig;
    const Load load = contiguous<TypeParam>(destination, 4, placesOf(destination) - 2);
    rig.commands.push(isa::encode(load));
    rig.wordsAtDone.push_back(2);
    for (unsigned i = 0; i < 400; ++i)
      rig.tick();
    EXPECT_EQ(rig.runErrors, 2U);
    EXPECT_EQ(rig.written.size(), 2U);
  }
}

} // namespace
} // namespace weft::sim
