// store_engine_bench_divide.cpp: DIVIDE alone and between STOREs, on machines that have it.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/store_engine_rig.hpp"

#include "Vstore_engine_shared16x16.h"
#include "Vstore_engine_shared16x4.h"
#include "Vstore_engine_shared4x16.h"
#include "Vstore_engine_shared4x4.h"
#include "Vstore_engine_shared8x8.h"

#include <array>

namespace weft::sim {
namespace {

/// A rig whose sums of rows are written.
template <class S> class Divider {
public:
  using Rig = StoreEngineRig<typename S::Dut>;

  explicit Divider(DivideWorkload& work, StoreStalls stalls = {}, unsigned latency = 1,
                   ReadyPolicy policy = ReadyPolicy::random)
      : rig(S::kRows, S::kColumns, S::kBusBytes, work, stalls, latency, policy), work_(work),
        writer_(rig.clocked().template add<RowSumWriter<typename S::Dut>>(rig.dut(),
                                                                          StallSource(1, 6, 20))) {
    writeSums(0, num::kRememberedRows);
  }

  /// Sums of rows of the workload; returns in the cycle behind the last one.
  void writeSums(unsigned first, unsigned count) {
    for (unsigned row = first; row < first + count; ++row)
      writer_.push(row, work_.rowSums[row]);
    while (!writer_.done())
      rig.clocked().tick();
  }

  void push(const isa::Divide& divide) {
    if (divide.destination == isa::StoreTo::activations)
      rig.pushPlaced(divide, placedWords(divide, work_.source(), S::kRows));
    else
      rig.push(divide, storedRuns(divide, work_.source()));
  }

  void push(const isa::Store& store) {
    if (store.destination == isa::StoreTo::activations)
      rig.pushPlaced(store, work_.wordsOf(store, S::kNonlinear, S::kRows));
    else
      rig.push(store, work_.runsOf(store, S::kNonlinear));
  }

  Rig rig;

private:
  DivideWorkload& work_;
  RowSumWriter<typename S::Dut>& writer_;
};

template <class S> class StoreEngineDivideBench : public ::testing::Test {
public:
  void runMixed(int count, StoreStalls stalls, unsigned latency, ReadyPolicy policy) {
    DivideWorkload work(S::kColumns, S::kBusBytes, 11 + latency);
    num::Random random(5 + latency);
    Divider<S> divider(work, stalls, latency, policy);
    for (int i = 0; i < count; ++i)
      if (random.chance(50))
        divider.push(work.randomDivision());
      else
        divider.push(work.randomCommandToAnywhere());
    divider.rig.finish(1'000'000);
  }
};

using Shapes = ::testing::Types<StoreEngineSizes<Vstore_engine_shared16x16, 16, 16, 16>,
                                StoreEngineSizes<Vstore_engine_shared4x4, 4, 4, 8>,
                                StoreEngineSizes<Vstore_engine_shared8x8, 8, 8, 8>,
                                StoreEngineSizes<Vstore_engine_shared4x16, 4, 16, 16>,
                                StoreEngineSizes<Vstore_engine_shared16x4, 16, 4, 8>>;
TYPED_TEST_SUITE(StoreEngineDivideBench, Shapes);

/// Sums 0, 1, powers of two and their neighbours, the largest; values of every magnitude.
TYPED_TEST(StoreEngineDivideBench, DividesByEverySumWithEveryShift) {
  DivideWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 1);
  work.widenSums();
  Divider<TypeParam> divider(work);
  for (std::uint32_t shift = 0; shift <= num::Scale::kMaxShift; ++shift) {
    isa::Divide divide = work.division(TypeParam::kColumns, num::kRememberedRows);
    const std::array<std::uint32_t, 5> multipliers = {UINT32_MAX, 1U << 25, 511, 512,
                                                      divide.outputScale};
    divide.outputScale = shift << num::Scale::kMultiplierBits |
                         (multipliers[shift % 5] & ((1U << num::Scale::kMultiplierBits) - 1));
    divider.push(divide);
  }
  divider.rig.finish(100'000);
}

TYPED_TEST(StoreEngineDivideBench, DividesHeadsOfEverySize) {
  DivideWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 2);
  Divider<TypeParam> divider(work);
  for (std::uint32_t columns = 1; columns <= isa::kMostHeadSize; ++columns) {
    isa::Divide divide = work.division(columns, 1 + columns % 3);
    divide.destination = isa::kKinds<isa::StoreTo>[columns % 2];
    divide.wordStep = divide.count1;
    divider.push(divide);
  }
  divider.rig.finish(100'000);
}

TYPED_TEST(StoreEngineDivideBench, MixesWithStoresUnderRandomStalls) {
  this->runMixed(60, {}, 1, ReadyPolicy::random);
  this->runMixed(60, {}, 2, ReadyPolicy::random);
  this->runMixed(60, {30, 30, 30, 30, 30, 30}, 1, ReadyPolicy::random);
  this->runMixed(60, {0, 80, 0, 0, 0, 0}, 2, ReadyPolicy::random);
  this->runMixed(60, {0, 0, 80, 0, 90, 0}, 1, ReadyPolicy::random);
  this->runMixed(60, {0, 0, 0, 80, 0, 80}, 2, ReadyPolicy::random);
  this->runMixed(60, {95, 0, 0, 0, 0, 0}, 1, ReadyPolicy::random);
}

TYPED_TEST(StoreEngineDivideBench, ValidDoesNotWaitForReady) {
  this->runMixed(20, {}, 1, ReadyPolicy::afterValid);
}

/// Blocks in two halves of the rows: the sums of one are written while the one before is divided,
/// the last of them in the cycle before its command is offered.
TYPED_TEST(StoreEngineDivideBench, ReadsSumsThatWereJustWritten) {
  constexpr unsigned kHalf = num::kRememberedRows / 2, kBlocks = 8;
  DivideWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 3);
  Divider<TypeParam> divider(work);
  for (unsigned block = 0; block < kBlocks; ++block) {
    isa::Divide divide = work.division(TypeParam::kColumns, 1 + block * kHalf / kBlocks);
    divide.rowStart = block % 2 * kHalf;
    while (divider.rig.commandsTaken() < block) // whoever had this half has read it then
      divider.rig.clocked().tick();
    for (unsigned row = 0; row < divide.count1; ++row)
      work.rowSums[divide.rowStart + row] = work.softmaxSum();
    divider.writeSums(divide.rowStart, divide.count1);
    divider.push(divide);
  }
  divider.rig.finish(100'000);
}

/// A vector every two cycles, or a beat a cycle where that is slower.
TYPED_TEST(StoreEngineDivideBench, SustainsAVectorInTwoCycles) {
  constexpr std::uint32_t kBlockRows = 64, kTiles = 8, kStart = 40;
  DivideWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 4);
  for (unsigned latency : {1u, 2u}) {
    Divider<TypeParam> divider(work, {}, latency);
    const isa::Divide divide = work.division(kTiles * TypeParam::kColumns, kBlockRows);
    const std::uint64_t begin = divider.rig.clocked().cycle();
    divider.push(divide);
    ASSERT_TRUE(divider.rig.clocked().runUntilDone(100'000, 0));
    const unsigned vectors = kBlockRows * kTiles;
    const unsigned beats = vectors * TypeParam::kColumns / TypeParam::kBusBytes;
    EXPECT_LE(divider.rig.clocked().cycle() - begin, std::max(2 * vectors, beats) + kStart);
  }
}

/// A STORE behind a DIVIDE loses no more than the factors that the DIVIDE waits for.
TYPED_TEST(StoreEngineDivideBench, KeepsTheRateOfAStore) {
  constexpr std::uint32_t kBlockRows = 64, kTiles = 8, kStart = 60;
  DivideWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 5);
  Divider<TypeParam> divider(work);
  const std::uint64_t begin = divider.rig.clocked().cycle();
  divider.push(work.division(TypeParam::kColumns, 1));
  divider.push(
      work.command(kTiles * TypeParam::kColumns, kBlockRows, OutputType::int8, Activation::gelu));
  ASSERT_TRUE(divider.rig.clocked().runUntilDone(100'000, 0));
  const unsigned vectors = kBlockRows * kTiles;
  const unsigned beats = vectors * TypeParam::kColumns / TypeParam::kBusBytes;
  EXPECT_LE(divider.rig.clocked().cycle() - begin, std::max(vectors, beats) + kStart);
}

TYPED_TEST(StoreEngineDivideBench, ReportsARunBeyondItsLimit) {
  DivideWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 6);
  Divider<TypeParam> divider(work);
  isa::Divide divide = work.division(TypeParam::kBusBytes + 1, 1);
  divide.offset = 0x10'0000 - TypeParam::kBusBytes;
  divider.rig.push(divide, {});
  int errors = 0;
  for (int i = 0; i < 100; ++i)
    divider.rig.clocked().tick([&] {
      errors += divider.rig.dut().run_faults_o != 0;
      EXPECT_FALSE(divider.rig.dut().run_valid_o);
    });
  EXPECT_EQ(errors, 1);
}

TYPED_TEST(StoreEngineDivideBench, ReportsAWordThatTheBankLacks) {
  DivideWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 7);
  Divider<TypeParam> divider(work);
  isa::Divide divide = work.division(std::min(TypeParam::kColumns, TypeParam::kRows), 2);
  divide.destination = isa::StoreTo::activations;
  divide.start = kActivationWords - 1;
  auto words = placedWords(divide, work.source(), TypeParam::kRows);
  words.pop_back();
  divider.rig.pushPlaced(divide, words);
  int errors = 0;
  for (int i = 0; i < 100; ++i)
    divider.rig.clocked().tick([&] { errors += divider.rig.dut().run_faults_o != 0; });
  EXPECT_EQ(errors, 1);
  divider.rig.finish(100);
}

/// Accumulator rows and row sums just inside and just outside.
TYPED_TEST(StoreEngineDivideBench, ReportsAPlaceThatNoMemoryHas) {
  constexpr std::uint32_t kTiles = 3, kBlockRows = 2;
  const auto errorsOf = [](std::uint32_t start, std::uint32_t stride, std::uint32_t rowStart) {
    DivideWorkload work(TypeParam::kColumns, TypeParam::kBusBytes, 8);
    Divider<TypeParam> divider(work);
    isa::Divide divide = work.division(kTiles * TypeParam::kColumns, kBlockRows);
    divide.accumulatorStart = start;
    divide.accumulatorStride = stride;
    divide.rowStart = rowStart;
    const bool inside = staysOnChip(divide, work.source());
    divider.rig.pushUnchecked(divide);
    bool reported = false;
    int done = 0;
    for (int i = 0; i < 400; ++i)
      divider.rig.clocked().tick([&] {
        reported |= divider.rig.dut().bad_field_o != 0;
        done += divider.rig.dut().done_o;
      });
    EXPECT_EQ(reported, !inside) << start << ", " << stride << ", " << rowStart;
    EXPECT_EQ(done, inside ? 1 : 0) << start << ", " << stride << ", " << rowStart;
    return reported;
  };
  constexpr std::uint32_t kLastStart = kRows - 2 * 10 - kBlockRows;
  EXPECT_FALSE(errorsOf(kLastStart, 10, num::kRememberedRows - kBlockRows));
  EXPECT_TRUE(errorsOf(kLastStart + 1, 10, 0));
  EXPECT_TRUE(errorsOf(isa::kLastWord, 1, 0));
  EXPECT_TRUE(errorsOf(0, isa::kLastWord, 0));
  EXPECT_TRUE(errorsOf(0, 10, num::kRememberedRows - kBlockRows + 1));
}

} // namespace
} // namespace weft::sim
