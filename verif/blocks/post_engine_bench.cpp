// post_engine_bench.cpp: The post engine against its model: memory images, rates, errors, states
// SPDX-License-Identifier: Apache-2.0
#include "Vpost_engine_base16.h"
#include "Vpost_engine_narrow16.h"
#include "Vpost_engine_sums16.h"
#include "Vpost_engine_sums4.h"
#include "Vpost_engine_sums8.h"
#include "Vpost_engine_tiny4.h"
#include "Vpost_engine_wide8.h"
#include "gen/blocks/post_engine/post_engine_model.hpp"
#include "gen/isa/engines.hpp"
#include "gen/num/integers.hpp"
#include "gen/num/random.hpp"
#include "verif/blocks/post_engine_memory.hpp"
#include "verif/harness/stream_driver.hpp"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

using isa::Post;
using num::Nonlinear;

template <class D, unsigned lanes, unsigned bus, unsigned address, Nonlinear nonlinear,
          bool normalises = true>
struct Shape {
  using Dut = D;
  static constexpr unsigned kLanes = lanes, kBus = bus, kAddress = address;
  static constexpr Nonlinear kNonlinear = nonlinear;
  static constexpr bool kNormalises = normalises;
};
using Shapes = ::testing::Types<Shape<Vpost_engine_base16, 16, 16, 40, Nonlinear::accurate>,
                                Shape<Vpost_engine_tiny4, 4, 8, 32, Nonlinear::accurate>,
                                Shape<Vpost_engine_wide8, 8, 64, 40, Nonlinear::accurate>,
                                Shape<Vpost_engine_narrow16, 16, 8, 40, Nonlinear::ibert>,
                                Shape<Vpost_engine_sums16, 16, 16, 40, Nonlinear::accurate, false>,
                                Shape<Vpost_engine_sums4, 4, 8, 32, Nonlinear::accurate, false>,
                                Shape<Vpost_engine_sums8, 8, 64, 40, Nonlinear::accurate, false>>;

/// Base registers 0 to 4 are a, residual, out16, out8, gamma and beta, one region each.
enum Region : std::uint32_t { kA, kResidual, kOut16, kOut8, kTable, kRegions };
constexpr std::uint32_t kRegionBytes = 1 << 16;
constexpr std::uint64_t kBase = 0x40000;

template <class S> struct Rig {
  ClockedBench<typename S::Dut> bench;
  MemoryImage image{kBase, std::size_t{kRegions} * kRegionBytes, 5};
  MemoryImage expected = image;
  PostEngineMemory<S>& memory;
  StreamDriver<std::vector<std::uint32_t>>& commands;
  unsigned given = 0, done = 0, runErrors = 0, badFields = 0;
  std::uint64_t states[isa::kStateCount] = {};

  explicit Rig(unsigned stall)
      : memory(bench.template add<PostEngineMemory<S>>(bench.dut, image, stall)),
        commands(bench.template add<StreamDriver<std::vector<std::uint32_t>>>(
            bench.dut.cmd_valid_i, bench.dut.cmd_ready_o, StallSource(12, 0, stall),
            [this](const std::vector<std::uint32_t>& words) {
              for (unsigned i = 2; i < 32; ++i)
                setBits(bench.dut.cmd_data_i, 32 * (i - 2), 32, words[i]);
            },
            [this](std::uint64_t noise) { setBits(bench.dut.cmd_data_i, 0, 64, noise); })) {
    for (unsigned i = 0; i < 8; ++i)
      setBase(i, i < kRegions ? kRegionBytes : 0);
    bench.reset();
  }

  void setBase(unsigned number, std::uint32_t limit) {
    setBits(bench.dut.base_address_i, number * (S::kAddress + 1), S::kAddress,
            kBase + std::uint64_t{number} * kRegionBytes);
    setBits(bench.dut.base_limit_i, 32 * number, 32, limit);
  }

  void give(const Post& post) {
    commands.push(isa::encode(post));
    ++given;
    executePost(post, S::kNonlinear, [this](std::uint32_t base, std::uint32_t offset) {
      return expected.at(kBase + std::uint64_t{base} * kRegionBytes + offset);
    });
  }

  void tick() {
    bench.tick([&] {
      ++states[bench.dut.state_o];
      runErrors += bench.dut.run_faults_o != 0;
      badFields += bench.dut.bad_field_o;
      done += bench.dut.done_o;
      if (bench.dut.done_o && done == given) {
        EXPECT_TRUE(image.bytes == expected.bytes) << "done before the last byte, or wrong";
      }
    });
  }

  /// Cycles until every command given is done.
  std::uint64_t run(std::uint64_t limit = 400000) {
    const std::uint64_t start = bench.cycle();
    while (done != given && bench.cycle() - start < limit)
      tick();
    const std::uint64_t cycles = bench.cycle() - start;
    for (int i = 0; i < 100; ++i)
      tick();
    return cycles;
  }
};

/// What an engine without normalisation can do of a command.
template <class S> Post fitted(Post post) {
  if (S::kNormalises)
    return post;
  post.normalise = post.gammaBetaBase = post.gammaBetaOffset = 0;
  post.epsilonLow = post.epsilonHigh = post.gammaShift = 0;
  return post;
}

template <class S> Post makePost(std::uint32_t rows, std::uint32_t columns) {
  const std::uint32_t bus = S::kBus;
  Post post;
  post.rows = rows;
  post.columns = columns;
  post.aBase = kA, post.residualBase = kResidual, post.out16Base = kOut16, post.out8Base = kOut8;
  post.gammaBetaBase = kTable;
  post.aPitch = post.residualPitch = post.out16Pitch = roundUp(2 * columns, bus);
  post.out8Pitch = roundUp(columns, bus);
  post.residual = post.normalise = post.write16 = post.write8 = 1;
  post.scaleA = num::scaleFromReal(0.75).word;
  post.scaleResidual = num::scaleFromReal(0.25).word;
  post.scale8 = num::scaleFromReal(1.0 / 250).word;
  post.epsilonLow = 12345;
  post.gammaShift = 3;
  return fitted<S>(post);
}

/// Any mixture of flags, offsets and pitches.
template <class S> Post drawPost(num::Random& random, std::uint32_t columns) {
  const std::uint32_t bus = S::kBus;
  const auto rows = static_cast<std::uint32_t>(random.uniform(1, 1 + 4000 / columns % 7));
  Post post = makePost<S>(rows, columns);
  post.residual = random.chance(60), post.normalise = random.chance(70);
  post.a8 = random.chance(40), post.residual8 = random.chance(40), post.relu = random.chance(40);
  post.write16 = random.chance(70), post.write8 = post.write16 == 0 || random.chance(60);
  const auto beats = [&] { return static_cast<std::uint32_t>(random.below(9)) * bus; };
  post.aPitch += beats(), post.residualPitch += beats();
  post.out16Pitch += beats(), post.out8Pitch += beats();
  post.aOffset = beats(), post.residualOffset = beats(), post.gammaBetaOffset = beats();
  post.out16Offset = beats(), post.out8Offset = beats();
  post.epsilonHigh = static_cast<std::uint32_t>(random.below(1 << 23));
  post.gammaShift = static_cast<std::uint32_t>(random.below(8));
  return fitted<S>(post);
}

template <class S> class PostEngine : public ::testing::Test {};
TYPED_TEST_SUITE(PostEngine, Shapes);

template <class S> void expectEqualImages(Rig<S>& rig) {
  rig.run();
  EXPECT_EQ(rig.done, rig.given);
  EXPECT_EQ(rig.bench.violations().first(), "");
  EXPECT_EQ(rig.runErrors + rig.badFields, 0U);
  EXPECT_TRUE(rig.image.bytes == rig.expected.bytes);
}

TYPED_TEST(PostEngine, EveryWidthEqualsTheModel) {
  num::Random random(1);
  for (const unsigned stall : {0U, 30U, 70U}) {
    Rig<TypeParam> rig(stall);
    for (std::uint32_t columns = 1; columns <= 2 * TypeParam::kLanes + 1; ++columns)
      rig.give(drawPost<TypeParam>(random, columns));
    for (const std::uint32_t columns : {127U, 128U, 129U, 255U, 257U, 768U, 1000U})
      rig.give(drawPost<TypeParam>(random, columns));
    expectEqualImages(rig);
  }
}

TYPED_TEST(PostEngine, TheWidestRowEqualsTheModel) {
  Rig<TypeParam> rig(10);
  rig.give(makePost<TypeParam>(5, 4096));
  rig.give(makePost<TypeParam>(4, 4095));
  expectEqualImages(rig);
}

/// Reads and writes share one beat per cycle, and one word of a or the residual enters per cycle.
TYPED_TEST(PostEngine, IsBoundByMemory) {
  for (const std::uint32_t columns : {128U, 768U}) {
    Rig<TypeParam> rig(0);
    rig.give(makePost<TypeParam>(24, columns));
    const std::uint64_t cycles = rig.run();
    const std::uint64_t beats = rig.memory.readBeats() + rig.memory.writtenBeats();
    const std::uint64_t words = std::uint64_t{2} * 24 * columns / TypeParam::kLanes;
    EXPECT_LE(cycles, std::max(beats, words) * 105 / 100 + 250) << columns;
    this->RecordProperty("beats", std::to_string(beats));
    this->RecordProperty("cycles", std::to_string(cycles));
  }
}

/// int8 + int8 -> ReLU -> int8 in every width about those of words, beats and runs.
TYPED_TEST(PostEngine, AddsBytes) {
  Rig<TypeParam> rig(20);
  for (const std::uint32_t whole : {1U, 2U, 16U, 32U})
    for (std::uint32_t columns = whole * TypeParam::kLanes - 1;
         columns <= whole * TypeParam::kLanes + 5; ++columns) {
      Post post = makePost<TypeParam>(3, columns);
      post.normalise = post.write16 = 0;
      post.a8 = post.residual8 = post.relu = 1;
      rig.give(post);
    }
  expectEqualImages(rig);
}

/// A beat of each operand and of the result for as many values as a beat has; a pair of words takes
/// two cycles.
TYPED_TEST(PostEngine, AddsBytesAtTheRateOfTheBus) {
  constexpr std::uint32_t kRows = 12, kColumns = 2048;
  Rig<TypeParam> rig(0);
  Post post = makePost<TypeParam>(kRows, kColumns);
  post.normalise = post.write16 = 0;
  post.a8 = post.residual8 = post.relu = 1;
  rig.give(post);
  const std::uint64_t cycles = rig.run();
  const std::uint64_t beats = rig.memory.readBeats() + rig.memory.writtenBeats();
  const std::uint64_t words = std::uint64_t{2} * kRows * kColumns / TypeParam::kLanes;
  EXPECT_EQ(beats, 3 * kRows * kColumns / TypeParam::kBus);
  EXPECT_LE(cycles, std::max(beats, words) * 105 / 100 + 250);
  this->RecordProperty("beats", std::to_string(beats));
  this->RecordProperty("cycles", std::to_string(cycles));
}

TYPED_TEST(PostEngine, ReportsOneStateEachCycle) {
  using isa::State;
  Rig<TypeParam> rig(0);
  rig.give(makePost<TypeParam>(3, 64));
  const std::uint64_t cycles = rig.run();
  const auto count = [&](State state) { return rig.states[static_cast<int>(state)]; };
  EXPECT_EQ(count(State::busy) + count(State::noCommand) + count(State::memoryRead) +
                count(State::memoryWrite),
            cycles + 100);
  EXPECT_GE(count(State::memoryRead), PostEngineMemory<TypeParam>::kLatency - 2);
  EXPECT_GE(count(State::busy), rig.memory.readBeats() / 2);
}

TYPED_TEST(PostEngine, StopsAtALimit) {
  const std::uint32_t columns = 100;
  for (const std::uint32_t region : {kA, kResidual, kOut16, kOut8, kTable}) {
    if (region == kTable && !TypeParam::kNormalises)
      continue;
    const std::uint32_t lastRow =
        region == kTable ? 0 : roundUp((region == kOut8 ? 1 : 2) * columns, TypeParam::kBus);
    const std::uint32_t bytes = lastRow + (region == kTable  ? 4
                                           : region == kOut8 ? 1
                                                             : 2) *
                                              columns;
    for (const std::uint32_t missing : {0U, 1U}) {
      Rig<TypeParam> rig(20);
      rig.setBase(region, bytes - missing);
      rig.give(makePost<TypeParam>(2, columns));
      rig.run(5000);
      EXPECT_EQ(rig.runErrors, missing) << region;
      EXPECT_EQ(rig.done, 1 - missing) << region;
    }
  }
}

TYPED_TEST(PostEngine, RefusesBadFields) {
  const Post good = makePost<TypeParam>(2, 16);
  std::vector<Post> bad(TypeParam::kNormalises ? 5 : 4, good);
  bad[0].scaleA = num::scaleFromReal(4.0).word;
  bad[1].scaleResidual = num::scaleFromReal(4.0).word;
  bad[2].scale8 = num::scaleFromReal(4.0).word;
  bad[3].write16 = bad[3].write8 = 0;
  if (TypeParam::kNormalises)
    bad[4].epsilonHigh = 1U << 23;
  for (const Post& post : bad) {
    Rig<TypeParam> rig(0);
    rig.commands.push(isa::encode(post));
    rig.given = 1;
    rig.run(2000);
    EXPECT_EQ(rig.badFields, 1U);
    EXPECT_EQ(rig.done, 0U);
    EXPECT_EQ(rig.memory.writtenBeats(), 0U);
  }
}

} // namespace
} // namespace weft::sim
