// store_engine_bench.cpp: The Verilated store engine against its model, byte by byte.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/ranges.hpp"
#include "verif/blocks/store_engine_rig.hpp"

#include "Vstore_engine_c16b16.h"
#include "Vstore_engine_c16b8.h"
#include "Vstore_engine_c4b64.h"
#include "Vstore_engine_c4b8.h"
#include "Vstore_engine_shared16x16.h"
#include "Vstore_engine_shared16x4.h"
#include "Vstore_engine_shared4x16.h"
#include "Vstore_engine_shared4x4.h"
#include "Vstore_engine_shared8x8.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

using num::Nonlinear;

template <class S> class StoreEngineBench : public ::testing::Test {
public:
  using TheBench = StoreEngineRig<typename S::Dut>;

  void runRandom(int count, StoreStalls stalls, unsigned latency, ReadyPolicy policy) {
    StoreWorkload work(S::kColumns, S::kBusBytes, 7 + latency);
    TheBench bench(S::kRows, S::kColumns, S::kBusBytes, work, stalls, latency, policy);
    for (int i = 0; i < count; ++i) {
      const isa::Store store = work.randomCommandToAnywhere();
      if (store.destination == isa::StoreTo::activations)
        bench.pushPlaced(store, work.wordsOf(store, S::kNonlinear, S::kRows));
      else
        bench.push(store, work.runsOf(store, S::kNonlinear));
    }
    bench.finish(1'000'000);
  }
};

using Shapes = ::testing::Types<StoreEngineSizes<Vstore_engine_c4b8, 8, 4, 8>,
                                StoreEngineSizes<Vstore_engine_c4b64, 16, 4, 64, Nonlinear::ibert>,
                                StoreEngineSizes<Vstore_engine_c16b16, 16, 16, 16>,
                                StoreEngineSizes<Vstore_engine_c16b8, 4, 16, 8>,
                                StoreEngineSizes<Vstore_engine_shared16x16, 16, 16, 16>,
                                StoreEngineSizes<Vstore_engine_shared4x4, 4, 4, 8>,
                                StoreEngineSizes<Vstore_engine_shared8x8, 8, 8, 8>,
                                StoreEngineSizes<Vstore_engine_shared4x16, 4, 16, 16>,
                                StoreEngineSizes<Vstore_engine_shared16x4, 16, 4, 8>>;
TYPED_TEST_SUITE(StoreEngineBench, Shapes);

TYPED_TEST(StoreEngineBench, StoresEveryWidthInEveryType) {
  StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 1);
  typename TestFixture::TheBench bench(TypeParam::kRows, TypeParam::kColumns, TypeParam::kBusBytes,
                                       work, {});
  for (std::uint32_t columns = 1; columns <= 2 * TypeParam::kColumns + 1; ++columns)
    for (const OutputType type : isa::kKinds<OutputType>) {
      const auto store =
          work.command(columns, 1 + columns % 3, type, isa::kKinds<Activation>[columns % 3]);
      bench.push(store, work.runsOf(store, TypeParam::kNonlinear));
    }
  bench.finish(100'000);
}

TYPED_TEST(StoreEngineBench, EqualsTheModelUnderRandomStalls) {
  this->runRandom(60, {30, 30, 30, 30, 30}, 1, ReadyPolicy::random);
  this->runRandom(60, {0, 80, 0, 0, 0}, 2, ReadyPolicy::random);
  this->runRandom(60, {0, 0, 80, 0, 90}, 1, ReadyPolicy::random);
  this->runRandom(60, {0, 0, 0, 80, 0}, 2, ReadyPolicy::random);
  this->runRandom(60, {0, 0, 0, 0, 95, 80}, 1, ReadyPolicy::random);
}

TYPED_TEST(StoreEngineBench, ValidDoesNotWaitForReady) {
  this->runRandom(20, {}, 1, ReadyPolicy::afterValid);
}

/// A long int8 block in rows of many tiles: one vector or one beat a cycle, whichever is slower.
TYPED_TEST(StoreEngineBench, SustainsAVectorACycle) {
  constexpr std::uint32_t kBlockRows = 64, kTiles = 8, kStart = 40;
  StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 2);
  for (unsigned latency : {1u, 2u}) {
    typename TestFixture::TheBench bench(TypeParam::kRows, TypeParam::kColumns,
                                         TypeParam::kBusBytes, work, {}, latency);
    const auto store =
        work.command(kTiles * TypeParam::kColumns, kBlockRows, OutputType::int8, Activation::gelu);
    const std::uint64_t begin = bench.clocked().cycle();
    bench.push(store, work.runsOf(store, TypeParam::kNonlinear));
    ASSERT_TRUE(bench.clocked().runUntilDone(100'000, 0));
    const unsigned vectors = kBlockRows * kTiles;
    const unsigned beats = vectors * TypeParam::kColumns / TypeParam::kBusBytes;
    EXPECT_LE(bench.clocked().cycle() - begin, std::max(vectors, beats) + kStart);
  }
}

/// To the scratchpad no response is waited for.
TYPED_TEST(StoreEngineBench, PlacesAVectorACycle) {
  constexpr std::uint32_t kBlockRows = 64, kStart = 40;
  StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 2);
  typename TestFixture::TheBench bench(TypeParam::kRows, TypeParam::kColumns, TypeParam::kBusBytes,
                                       work, {});
  auto store = work.command(TypeParam::kColumns, kBlockRows, OutputType::int8, Activation::gelu);
  store.destination = isa::StoreTo::activations;
  const std::uint64_t begin = bench.clocked().cycle();
  bench.pushPlaced(store, work.wordsOf(store, TypeParam::kNonlinear, TypeParam::kRows));
  ASSERT_TRUE(bench.clocked().runUntilDone(100'000, 0));
  const unsigned perRow = std::max(
      {1U, TypeParam::kColumns / TypeParam::kBusBytes, TypeParam::kColumns / TypeParam::kRows});
  EXPECT_LE(bench.clocked().cycle() - begin, kBlockRows * perRow + kStart);
}

TYPED_TEST(StoreEngineBench, ReportsAWordThatTheBankLacks) {
  StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 3);
  typename TestFixture::TheBench bench(TypeParam::kRows, TypeParam::kColumns, TypeParam::kBusBytes,
                                       work, {});
  auto store = work.command(TypeParam::kColumns, 2, OutputType::int8, Activation::none);
  store.columns = std::min(TypeParam::kColumns, TypeParam::kRows); // a word a row
  store.destination = isa::StoreTo::activations;
  store.start = kActivationWords - 1;
  auto words = work.wordsOf(store, TypeParam::kNonlinear, TypeParam::kRows);
  words.pop_back();
  bench.pushPlaced(store, words);
  int errors = 0;
  for (int i = 0; i < 100; ++i)
    bench.clocked().tick([&] { errors += bench.dut().run_faults_o != 0; });
  EXPECT_EQ(errors, 1);
  bench.finish(100);
}

TYPED_TEST(StoreEngineBench, ReportsARunBeyondItsLimit) {
  StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 3);
  typename TestFixture::TheBench bench(TypeParam::kRows, TypeParam::kColumns, TypeParam::kBusBytes,
                                       work, {});
  auto store = work.command(TypeParam::kColumns, 1, OutputType::int8, Activation::none);
  store.offset = 0x10'0000 - TypeParam::kBusBytes;
  store.columns = TypeParam::kBusBytes + 1;
  bench.push(store, {});
  int errors = 0;
  for (int i = 0; i < 100; ++i)
    bench.clocked().tick([&] {
      errors += bench.dut().run_faults_o != 0;
      EXPECT_FALSE(bench.dut().run_valid_o);
    });
  EXPECT_EQ(errors, 1);
}

/// Rows and parameter words just inside and just outside, in the first tile and in a later one.
TYPED_TEST(StoreEngineBench, ReportsAPlaceThatNoMemoryHas) {
  constexpr std::uint32_t kTiles = 3, kBlockRows = 2;
  const auto errorsOf = [](std::uint32_t start, std::uint32_t stride, std::uint32_t parameter) {
    StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 3);
    typename TestFixture::TheBench bench(TypeParam::kRows, TypeParam::kColumns,
                                         TypeParam::kBusBytes, work, {});
    auto store =
        work.command(kTiles * TypeParam::kColumns, kBlockRows, OutputType::int8, Activation::none);
    store.accumulatorStart = start;
    store.accumulatorStride = stride;
    store.parameterStart = parameter;
    const bool inside = work.isInside(store);
    bench.pushUnchecked(store);
    bool reported = false;
    int done = 0;
    for (int i = 0; i < 400; ++i)
      bench.clocked().tick([&] {
        reported |= bench.dut().bad_field_o != 0;
        done += bench.dut().done_o;
      });
    EXPECT_EQ(reported, !inside) << start << ", " << stride << ", " << parameter;
    EXPECT_EQ(done, inside ? 1 : 0) << start << ", " << stride << ", " << parameter;
    return reported;
  };
  constexpr std::uint32_t kLastStart = kRows - 2 * 10 - kBlockRows;
  EXPECT_FALSE(errorsOf(kLastStart, 10, kParameterWords - kTiles));
  EXPECT_TRUE(errorsOf(kLastStart + 1, 10, 0));
  EXPECT_TRUE(errorsOf(kRows, 0, 0));
  EXPECT_TRUE(errorsOf(isa::kLastWord, 1, 0));
  EXPECT_TRUE(errorsOf(0, isa::kLastWord, 0));
  EXPECT_TRUE(errorsOf(kRows / 2, kRows / 2, 0));
  EXPECT_TRUE(errorsOf(0, 10, kParameterWords - kTiles + 1));
  EXPECT_TRUE(errorsOf(0, 10, kParameterWords - 1));
}

} // namespace
} // namespace weft::sim
