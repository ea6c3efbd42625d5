// load_engine_bench_zeros.cpp: LOADs whose borders are zeros that nobody reads.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/load_engine_rig.hpp"

#include "Vload_engine_narrow.h"
#include "Vload_engine_square16.h"
#include "Vload_engine_turn16x4.h"
#include "Vload_engine_turn4x16.h"
#include "Vload_engine_turn64.h"
#include "Vload_engine_wide.h"

namespace weft::sim {
namespace {

using Shapes = testing::Types<
    Shape<Vload_engine_square16, 16, 16, 16, 40>, Shape<Vload_engine_narrow, 4, 64, 8, 32>,
    Shape<Vload_engine_wide, 32, 4, 64, 64>, Shape<Vload_engine_turn4x16, 4, 16, 8, 32>,
    Shape<Vload_engine_turn16x4, 16, 4, 16, 40>, Shape<Vload_engine_turn64, 64, 64, 32, 40>>;

template <class S> struct LoadingZeros : testing::Test {};
TYPED_TEST_SUITE(LoadingZeros, Shapes);

/// An output of `side` x `side` pixels of one kernel position.
template <class S> Load ofImage(std::uint32_t side, std::uint32_t bytes) {
  Load load;
  load.base = 5;
  load.bytes = bytes;
  load.count1 = load.count2 = side;
  load.stride1 = static_cast<std::int32_t>(roundUp(bytes, S::kBus));
  load.stride2 = static_cast<std::int32_t>(side) * load.stride1;
  load.wordStep = side * side;
  load.step1 = 1;
  load.step2 = side;
  return load;
}

/// Every corner of a window of up to 7 x 7: the image lies at the beginning of its base, so what is
/// not read would lie before it.
TYPED_TEST(LoadingZeros, AreThePaddingOfAnImage) {
  constexpr std::uint32_t kSide = 7, kPad = 3;
  for (const unsigned stall : {0U, 40U}) {
    Rig<TypeParam> rig(stall);
    for (std::uint32_t y = 0; y <= 2 * kPad; ++y)
      for (std::uint32_t x = 0; x <= 2 * kPad; ++x) {
        Load load = ofImage<TypeParam>(kSide, 1 + (3 * x + 5 * y) % (2 * TypeParam::kRows + 1));
        const auto before = [](std::uint32_t at) { return at < kPad ? kPad - at : 0; };
        const auto behind = [](std::uint32_t at) { return at > kPad ? at - kPad : 0; };
        load.zeroFirst1 = before(x), load.zeroLast1 = behind(x);
        load.zeroFirst2 = before(y), load.zeroLast2 = behind(y);
        load.offset = (y - kPad) * static_cast<std::uint32_t>(load.stride2) +
                      (x - kPad) * static_cast<std::uint32_t>(load.stride1);
        rig.give(load);
      }
    rig.finish(400000);
  }
}

TYPED_TEST(LoadingZeros, MayBeAllOfACommand) {
  for (const LoadTo destination : isa::kKinds<LoadTo>) {
    Rig<TypeParam> rig;
    for (const std::uint32_t first : {0U, 1U, 2U, 3U, 4U, 0xffffU})
      for (const std::uint32_t last : {0U, 1U, 2U, 3U, 4U, 0xffffU}) {
        Load load = contiguous<TypeParam>(destination, 1 + first % 3, 0);
        load.count1 = 3;
        load.zeroFirst1 = first;
        load.zeroLast1 = last;
        rig.give(load);
        std::swap(load.count1, load.count2);
        std::swap(load.zeroFirst1, load.zeroFirst2);
        std::swap(load.zeroLast1, load.zeroLast2);
        rig.give(load);
      }
    rig.finish(40000);
  }
}

/// Bases and limits of runs that are not read do not count.
TYPED_TEST(LoadingZeros, TouchNoMemory) {
  Rig<TypeParam> rig;
  Load load = contiguous<TypeParam>(LoadTo::activations, 2, 0);
  load.base = 4;
  load.offset = 1;
  load.count1 = 4;
  load.zeroFirst1 = 4;
  rig.give(load);
  rig.finish(1000);
  EXPECT_EQ(rig.reader.runs(), 0U);
  EXPECT_EQ(rig.faults, 0U);
}

/// The run behind zeros is checked like any other.
TYPED_TEST(LoadingZeros, DoNotHideARunBeyondTheLimit) {
  Rig<TypeParam> rig;
  Load load = contiguous<TypeParam>(LoadTo::activations, 1, 0);
  load.base = 4;
  load.count1 = 3;
  load.zeroFirst1 = 2;
  rig.commands.push(isa::encode(load));
  rig.wordsAtDone.push_back(0);
  rig.unseen.push_back(true);
  for (unsigned i = 0; i < 100; ++i)
    rig.tick();
  EXPECT_EQ(rig.runErrors, 1U);
  EXPECT_EQ(rig.done, 0U);
}

/// Zeros take the cycles that a read of them would.
TYPED_TEST(LoadingZeros, ComeAtTheRateOfBeatsOrWords) {
  constexpr std::uint32_t kRuns = 40;
  for (const LoadTo destination : {LoadTo::activations, LoadTo::weights}) {
    Rig<TypeParam> rig;
    Load load = contiguous<TypeParam>(destination, 4, 0);
    load.count1 = kRuns;
    load.zeroFirst1 = load.zeroLast1 = kRuns / 4;
    rig.give(load);
    rig.finish(20000);
    const std::uint32_t pace = std::max(1U, TypeParam::wordBytes(destination) / TypeParam::kBus);
    const std::uint32_t beats = ceilDiv(load.bytes, TypeParam::kBus);
    EXPECT_LE(rig.cyclesToDone, kRuns * std::max(4 * pace, beats) + 12);
  }
}

} // namespace
} // namespace weft::sim
