// store_engine_bench_pool.cpp: POOL alone and between STOREs, against its model.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/store_engine_rig.hpp"

#include "Vstore_engine_c16b16.h"
#include "Vstore_engine_c16b8.h"
#include "Vstore_engine_c4b64.h"
#include "Vstore_engine_c4b8.h"
#include "Vstore_engine_shared16x16.h"
#include "Vstore_engine_shared16x4.h"

namespace weft::sim {
namespace {

template <class S> class StoreEnginePoolBench : public ::testing::Test {
public:
  using Rig = StoreEngineRig<typename S::Dut>;

  static Rig rigOf(const StoreWorkload& work, StoreStalls stalls = {}, unsigned latency = 1,
                   ReadyPolicy policy = ReadyPolicy::random) {
    return Rig(S::kRows, S::kColumns, S::kBusBytes, work, stalls, latency, policy);
  }

  void runMixed(int count, StoreStalls stalls, unsigned latency, ReadyPolicy policy) {
    StoreWorkload work(S::kColumns, S::kBusBytes, 21 + latency);
    num::Random random(8 + latency);
    Rig rig = rigOf(work, stalls, latency, policy);
    for (int i = 0; i < count; ++i)
      if (random.chance(60)) {
        const isa::Pool pool = work.randomPool();
        rig.push(pool, work.runsOf(pool, S::kNonlinear));
      } else if (const isa::Store store = work.randomCommandToAnywhere();
                 store.destination == isa::StoreTo::activations)
        rig.pushPlaced(store, work.wordsOf(store, S::kNonlinear, S::kRows));
      else
        rig.push(store, work.runsOf(store, S::kNonlinear));
    rig.finish(2'000'000);
  }
};

using Shapes =
    ::testing::Types<StoreEngineSizes<Vstore_engine_c4b8, 8, 4, 8>,
                     StoreEngineSizes<Vstore_engine_c4b64, 16, 4, 64, num::Nonlinear::ibert>,
                     StoreEngineSizes<Vstore_engine_c16b16, 16, 16, 16>,
                     StoreEngineSizes<Vstore_engine_c16b8, 4, 16, 8>,
                     StoreEngineSizes<Vstore_engine_shared16x16, 16, 16, 16>,
                     StoreEngineSizes<Vstore_engine_shared16x4, 16, 4, 8>>;
TYPED_TEST_SUITE(StoreEnginePoolBench, Shapes);

/// Windows of both sizes with every padding on every small source, from one place to windows that
/// lie wholly behind it.
TYPED_TEST(StoreEnginePoolBench, CoversEverySmallSource) {
  StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 1);
  auto rig = TestFixture::rigOf(work);
  for (std::uint32_t window = isa::kLeastWindow; window <= isa::kMostWindow; ++window)
    for (std::uint32_t pads = 0; pads < 4; ++pads)
      for (std::uint32_t lines = 1; lines <= 6; ++lines)
        for (std::uint32_t columns = 1; columns <= 6; ++columns) {
          isa::Pool pool = work.pooling(1 + (lines + columns) % (2 * TypeParam::kColumns), 3, 3);
          pool.window = window;
          pool.padTop = pads / 2;
          pool.padLeft = pads % 2;
          pool.sourceRows = lines;
          pool.sourceColumns = columns;
          pool.accumulatorStart = lines * columns;
          pool.accumulatorStride = lines * columns + 1;
          rig.push(pool, work.runsOf(pool, TypeParam::kNonlinear));
        }
  rig.finish(400'000);
}

TYPED_TEST(StoreEnginePoolBench, MixesWithStoresUnderRandomStalls) {
  this->runMixed(60, {}, 1, ReadyPolicy::random);
  this->runMixed(60, {30, 30, 30, 30, 30, 30}, 2, ReadyPolicy::random);
  this->runMixed(60, {0, 80, 0, 0, 0, 0}, 1, ReadyPolicy::random);
  this->runMixed(60, {0, 0, 80, 0, 90, 0}, 2, ReadyPolicy::random);
  this->runMixed(60, {0, 0, 0, 80, 0, 80}, 1, ReadyPolicy::random);
}

TYPED_TEST(StoreEnginePoolBench, ValidDoesNotWaitForReady) {
  this->runMixed(20, {}, 1, ReadyPolicy::afterValid);
}

/// Every row of a window costs a cycle, and nothing else does.
TYPED_TEST(StoreEnginePoolBench, ReadsARowACycle) {
  constexpr std::uint32_t kLines = 4, kPerLine = 6, kTiles = 3, kStart = 40;
  StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 2);
  for (const unsigned latency : {1U, 2U}) {
    auto rig = TestFixture::rigOf(work, {}, latency);
    isa::Pool pool = work.pooling(kTiles * TypeParam::kColumns, kLines, kPerLine);
    pool.window = isa::kMostWindow;
    const std::uint64_t begin = rig.clocked().cycle();
    rig.push(pool, work.runsOf(pool, TypeParam::kNonlinear));
    ASSERT_TRUE(rig.clocked().runUntilDone(100'000, 0));
    const std::uint32_t rows = kLines * kPerLine * kTiles * pool.window * pool.window;
    EXPECT_LE(rig.clocked().cycle() - begin, rows + kStart);
  }
}

/// The last row of the last window just inside and just outside.
TYPED_TEST(StoreEnginePoolBench, ReportsAPlaceThatNoMemoryHas) {
  const auto errorsOf = [](std::uint32_t start, std::uint32_t stride, std::uint32_t parameter) {
    StoreWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 3);
    auto rig = TestFixture::rigOf(work);
    isa::Pool pool = work.pooling(2 * TypeParam::kColumns, 2, 2);
    pool.window = isa::kMostWindow;
    pool.padTop = pool.padLeft = 1;
    pool.sourceRows = 9;
    pool.sourceColumns = 10;
    pool.accumulatorStart = start;
    pool.accumulatorStride = stride;
    pool.parameterStart = parameter;
    const bool inside = work.isInside(pool);
    rig.pushUnchecked(pool);
    bool reported = false;
    int done = 0;
    for (int i = 0; i < 600; ++i)
      rig.clocked().tick([&] {
        reported |= rig.dut().bad_field_o != 0;
        done += rig.dut().done_o;
      });
    EXPECT_EQ(reported, !inside) << start << ", " << stride << ", " << parameter;
    EXPECT_EQ(done, inside ? 1 : 0) << start << ", " << stride << ", " << parameter;
    return reported;
  };
  constexpr std::uint32_t kCovered = 3 * 10 + 4;
  EXPECT_FALSE(errorsOf(kRows - kCovered - 7, 7, 0));
  EXPECT_TRUE(errorsOf(kRows - kCovered - 6, 7, 0));
  EXPECT_TRUE(errorsOf(0, isa::kLastWord, 0));
  EXPECT_TRUE(errorsOf(isa::kLastWord, 0, 0));
  EXPECT_TRUE(errorsOf(0, 100, kParameterWords - 1));
}

} // namespace
} // namespace weft::sim
