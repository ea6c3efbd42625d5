// store_engine_bench.cpp: The Verilated store engine against its model, byte by byte.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine_model.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/random.hpp"
#include "verif/blocks/store_engine_agents.hpp"
#include "verif/blocks/store_engine_workload.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include "Vstore_engine_c16b16.h"
#include "Vstore_engine_c16b8.h"
#include "Vstore_engine_c4b64.h"
#include "Vstore_engine_c4b8.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

using num::Nonlinear;

constexpr unsigned kAddressBits = 40;

std::uint64_t baseOf(std::uint32_t base) { return 0x12'3450'0000u + base * 0x100'0000ull; }

struct Stalls {
  unsigned command = 0, accumulator = 0, run = 0, beat = 0, response = 0, word = 0;
};

template <class Dut> class Bench {
public:
  Bench(unsigned rows, unsigned columns, unsigned busBytes, const StoreWorkload& work,
        Stalls stalls, unsigned latency = 1, ReadyPolicy policy = ReadyPolicy::random)
      : rows_(rows), columns_(columns), busBytes_(busBytes),
        commands_(bench_.template add<StreamDriver<isa::Store>>(
            dut().cmd_valid_i, dut().cmd_ready_o, StallSource(1, 0, stalls.command),
            [this](const isa::Store& store) { put(store); },
            [this](std::uint64_t noise) { setBits(dut().cmd_data_i, 0, 64, noise); })),
        runs_(bench_.template add<StreamMonitor<Run>>(
            "run", dut().run_valid_o, dut().run_ready_i, StallSource(1, 1, stalls.run),
            [this] {
              return Run{getBits(dut().run_data_o, 24, kAddressBits),
                         getBits(dut().run_data_o, 0, 24)};
            },
            [](const Run& run) { return hexText(run.address) + '+' + hexText(run.bytes); },
            policy)),
        beats_(bench_.template add<StreamMonitor<Beat>>(
            "beat", dut().beat_valid_o, dut().beat_ready_i, StallSource(1, 2, stalls.beat),
            [this] {
              Beat beat{std::vector<std::uint8_t>(busBytes_)};
              getBytes(dut().beat_data_o, beat.bytes.data(), busBytes_);
              return beat;
            },
            [](const Beat& beat) { return ::testing::PrintToString(beat.bytes); }, policy)),
        words_(bench_.template add<StreamMonitor<PlacedWord>>(
            "activation", dut().activation_wr_valid_o, dut().activation_wr_ready_i,
            StallSource(1, 5, stalls.word),
            [this] {
              PlacedWord word{dut().activation_wr_addr_o, std::vector<std::uint8_t>(rows_)};
              getBytes(dut().activation_wr_data_o, word.bytes.data(), rows_);
              return word;
            },
            [](const PlacedWord& word) {
              return std::to_string(word.place) + ": " + ::testing::PrintToString(word.bytes);
            },
            policy)),
        responder_(bench_.template add<Responder<Dut>>(dut(), busBytes,
                                                       StallSource(1, 3, stalls.response))) {
    bench_.template add<Accumulator<Dut>>(dut(), work.sums, columns, latency,
                                          StallSource(1, 4, stalls.accumulator));
    for (unsigned base = 0; base < 8; ++base) {
      setBits(dut().base_address_i, (kAddressBits + 1) * base, kAddressBits, baseOf(base));
      setBits(dut().base_limit_i, 32 * base, 32, 0x10'0000);
    }
    bench_.reset();
    writeParameters(work.channels);
  }

  Dut& dut() { return bench_.dut; }
  ClockedBench<Dut>& clocked() { return bench_; }

  void push(const isa::Store& store, const std::vector<StoredRun>& stored) {
    commands_.push(store);
    responder_.expectCommand(stored.size());
    for (const StoredRun& run : stored) {
      runs_.expect({baseOf(store.base) + static_cast<std::uint64_t>(run.offset), run.bytes.size()});
      for (std::size_t at = 0; at < run.bytes.size(); at += busBytes_) {
        const std::size_t end = std::min(run.bytes.size(), at + busBytes_);
        beats_.expect({{run.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                        run.bytes.begin() + static_cast<std::ptrdiff_t>(end)}});
      }
    }
  }

  void pushPlaced(const isa::Store& store, const std::vector<PlacedWord>& words) {
    commands_.push(store);
    responder_.expectCommand(0, words.size());
    for (const PlacedWord& word : words)
      words_.expect(word);
  }

  /// A command of which only reports and endings are of interest.
  void pushUnchecked(const isa::Store& store) {
    commands_.push(store);
    responder_.expectCommand(std::size_t{store.count1} * store.count2 * store.count3);
  }

  /// Runs to the end; afterwards the engine must say that it has no command.
  void finish(std::uint64_t limit) {
    ASSERT_TRUE(bench_.runUntilDone(limit)) << bench_.violations().first();
    EXPECT_TRUE(bench_.violations().empty()) << bench_.violations().first();
    EXPECT_EQ(dut().state_o, static_cast<unsigned>(isa::State::noCommand));
  }

private:
  void put(const isa::Store& store) {
    const std::vector<std::uint32_t> words = isa::encode(store);
    for (unsigned i = isa::kHeaderWords; i < words.size(); ++i)
      setBits(dut().cmd_data_i, 32 * (i - isa::kHeaderWords), 32, words[i]);
  }

  void writeParameters(const std::vector<ChannelRecord>& channels) {
    dut().parameter_wr_en_i = 1;
    for (unsigned word = 0; word < kParameterWords; ++word) {
      dut().parameter_wr_addr_i = static_cast<std::uint8_t>(word);
      for (unsigned c = 0; c < columns_; ++c) {
        const auto& [bias, scale] = channels[word * columns_ + c];
        setBits(dut().parameter_wr_data_i, 64 * c, 32, static_cast<std::uint32_t>(bias));
        setBits(dut().parameter_wr_data_i, 64 * c + 32, 32, scale.word);
      }
      bench_.tick();
    }
    dut().parameter_wr_en_i = 0;
  }

  unsigned rows_, columns_, busBytes_;
  ClockedBench<Dut> bench_;
  StreamDriver<isa::Store>& commands_;
  StreamMonitor<Run>& runs_;
  StreamMonitor<Beat>& beats_;
  StreamMonitor<PlacedWord>& words_;
  Responder<Dut>& responder_;
};

template <class Dut_, unsigned rows, unsigned columns, unsigned busBytes, Nonlinear nonlinear>
struct Shape {
  using Dut = Dut_;
  static constexpr unsigned kRows = rows, kColumns = columns, kBusBytes = busBytes;
  static constexpr Nonlinear kNonlinear = nonlinear;
};

template <class S> class StoreEngineBench : public ::testing::Test {
public:
  using TheBench = Bench<typename S::Dut>;

  void runRandom(int count, Stalls stalls, unsigned latency, ReadyPolicy policy) {
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

using Shapes = ::testing::Types<Shape<Vstore_engine_c4b8, 8, 4, 8, Nonlinear::accurate>,
                                Shape<Vstore_engine_c4b64, 16, 4, 64, Nonlinear::ibert>,
                                Shape<Vstore_engine_c16b16, 16, 16, 16, Nonlinear::accurate>,
                                Shape<Vstore_engine_c16b8, 4, 16, 8, Nonlinear::accurate>>;
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
