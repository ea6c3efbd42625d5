// attention_engine_bench.cpp: The engine against its model: whole commands, all of memory.
// SPDX-License-Identifier: Apache-2.0
#include "Vattention_engine_c32.h"
#include "Vattention_engine_c64.h"
#include "Vattention_engine_w1.h"
#include "Vattention_engine_w16.h"
#include "Vattention_engine_w4.h"
#include "gen/num/integers.hpp"
#include "gen/num/random.hpp"
#include "verif/blocks/attention_engine_rig.hpp"

namespace weft::sim {
namespace {

using isa::Attention;
using num::Nonlinear;

template <class D, int chunk, unsigned lanes, unsigned block, unsigned bus, Nonlinear nonlinear>
struct Shape {
  using Dut = D;
  static constexpr int kChunk = chunk;
  static constexpr unsigned kLanes = lanes, kBlock = block, kBus = bus, kAddress = 40;
  static constexpr Nonlinear kNonlinear = nonlinear;
};
using W1 = Shape<Vattention_engine_w1, 16, 1, 16, 8, Nonlinear::ibert>;
using W4 = Shape<Vattention_engine_w4, 16, 4, 64, 8, Nonlinear::accurate>;
using C32 = Shape<Vattention_engine_c32, 32, 2, 64, 8, Nonlinear::accurate>;
using C64 = Shape<Vattention_engine_c64, 64, 4, 32, 16, Nonlinear::ibert>;
using W16 = Shape<Vattention_engine_w16, num::kChunkKeys, 16, 64, 16, Nonlinear::accurate>;

/// Heads side by side in each row, as after one projection.
Attention makeAttention(std::uint32_t queries, std::uint32_t keys, std::uint32_t headSize,
                        std::uint32_t heads, std::uint32_t bus) {
  Attention c;
  c.qBase = 0, c.kBase = 1, c.vBase = 2, c.outBase = 3;
  c.queries = queries, c.keys = keys, c.headSize = headSize, c.heads = heads;
  c.qHeadStride = c.kvHeadStride = c.outHeadStride = roundUp(headSize, bus);
  c.qPitch = c.kvPitch = c.outPitch = heads * c.qHeadStride;
  c.scoreScale = num::scaleFromReal(600.0 / (5000 * std::sqrt(headSize))).word;
  c.outputScale = num::scaleFromReal(2.0).word;
  return c;
}

std::string text(const Attention& c) {
  return "L=" + std::to_string(c.queries) + " S=" + std::to_string(c.keys) +
         " D=" + std::to_string(c.headSize) + " H=" + std::to_string(c.heads) +
         " mask=" + std::string(isa::nameOf(c.mask)) + " valid=" + std::to_string(c.valid);
}

/// Any sizes that fit a region, any mask, sharing of keys, pitches and offsets.
Attention drawAttention(num::Random& random, std::uint32_t bus) {
  const auto draw = [&](std::int64_t low, std::int64_t high) {
    return static_cast<std::uint32_t>(random.uniform(low, high));
  };
  Attention c = makeAttention(draw(1, random.chance(30) ? 140 : 40), draw(1, 100), draw(1, 128),
                              draw(1, 3), bus);
  c.mask = isa::kKinds<isa::MaskKind>[draw(0, isa::kCount<isa::MaskKind> - 1)];
  c.valid = draw(0, c.keys);
  c.queryHeadsPerKvHead = draw(1, 3);
  c.qPitch += draw(0, 3) * bus, c.kvPitch += draw(0, 3) * bus, c.outPitch += draw(0, 3) * bus;
  c.qOffset = draw(0, 9) * bus, c.kOffset = draw(0, 9) * bus, c.vOffset = draw(0, 9) * bus;
  c.outOffset = draw(0, 9) * bus;
  c.scoreScale = num::scaleFromReal(std::exp2(random.uniform(-8, 2)) / 3).word;
  c.outputScale = num::scaleFromReal(std::exp2(random.uniform(-2, 3)) / 1.3).word;
  return c;
}

isa::Softmax makeSoftmax(std::uint32_t rows, std::uint32_t columns, std::uint32_t bus) {
  isa::Softmax c;
  c.scoresBase = 0, c.pBase = 1, c.exponentsBase = 2, c.sumsBase = 3;
  c.rows = rows, c.columns = columns;
  c.scoresPitch = roundUp(4 * columns, bus);
  c.pPitch = roundUp(columns, bus);
  c.exponentsPitch =
      roundUp(2 * ((columns + num::kFewestChunkKeys - 1) / num::kFewestChunkKeys), bus) + bus;
  c.sumsPitch = roundUp(8, bus);
  c.scoreScale = num::scaleFromReal(std::exp2(-20)).word;
  return c;
}

template <class S> class AttentionEngine : public ::testing::Test {};
using Shapes = ::testing::Types<W1, W4, W16, C32, C64>;
TYPED_TEST_SUITE(AttentionEngine, Shapes);

TYPED_TEST(AttentionEngine, CornerSizes) {
  const std::uint32_t sizes[][4] = {
      {1, 1, 1, 1},    {1, 16, 16, 1}, {1, 40, 64, 1},   {2, 17, 4, 1},   {15, 15, 15, 2},
      {16, 16, 16, 1}, {17, 33, 5, 3}, {64, 16, 128, 1}, {65, 48, 20, 2}, {3, 100, 33, 1}};
  for (const auto& [l, s, d, h] : sizes) {
    AttentionRig<TypeParam> rig(0);
    const Attention c = makeAttention(l, s, d, h, TypeParam::kBus);
    rig.give(c);
    rig.runAndCompare(text(c));
  }
}

/// A last block of few queries of one slice brings the chunks of a row close together when the
/// block before has kept the softmax busy.
TYPED_TEST(AttentionEngine, LastBlocksOfEveryClass) {
  constexpr std::uint32_t kBlock = TypeParam::kBlock;
  for (const std::uint32_t last : {1u, 2u, 3u, 4u, 5u, kBlock - 1, kBlock, kBlock + 1})
    for (const std::uint32_t keys : {33u, 64u, 100u}) {
      AttentionRig<TypeParam> rig(0);
      const Attention c = makeAttention(kBlock + last, keys, TypeParam::kLanes, 2, TypeParam::kBus);
      rig.give(c);
      rig.runAndCompare(text(c));
    }
}

TYPED_TEST(AttentionEngine, CausalMasks) {
  for (const auto& [l, s] : {std::pair{20u, 20u}, {20u, 37u}, {40u, 17u}, {70u, 3u}, {1u, 50u}}) {
    AttentionRig<TypeParam> rig(0);
    Attention c = makeAttention(l, s, 12, 2, TypeParam::kBus);
    c.mask = isa::MaskKind::causal;
    rig.give(c);
    rig.runAndCompare(text(c));
  }
}

TYPED_TEST(AttentionEngine, PaddingMasks) {
  for (const std::uint32_t valid : {0u, 1u, 15u, 16u, 17u, 32u, 50u}) {
    AttentionRig<TypeParam> rig(0);
    Attention c = makeAttention(18, 50, 9, 1, TypeParam::kBus);
    c.mask = isa::MaskKind::padding, c.valid = valid;
    rig.give(c);
    rig.runAndCompare(text(c));
  }
}

TYPED_TEST(AttentionEngine, LengthsFromScalars) {
  AttentionRig<TypeParam> rig(0);
  rig.setScalar(0, 9);
  rig.setScalar(3, 21);
  Attention c = makeAttention(1, 1, 16, 2, TypeParam::kBus);
  c.queriesScalar = isa::LengthFrom::scalar0, c.keysScalar = isa::LengthFrom::scalar3;
  rig.give(c);
  c.mask = isa::MaskKind::padding, c.valid = 30;
  rig.give(c);
  rig.runAndCompare("scalars");
}

TYPED_TEST(AttentionEngine, NothingToDoIsDoneAtOnce) {
  AttentionRig<TypeParam> rig(0);
  Attention c = makeAttention(1, 1, 16, 1, TypeParam::kBus);
  c.queriesScalar = isa::LengthFrom::scalar1;
  rig.commands.push(isa::encode(c));
  ++rig.given;
  rig.runAndCompare("no queries");
}

TYPED_TEST(AttentionEngine, RandomCommandsWithStalls) {
  num::Random random(61);
  AttentionRig<TypeParam> rig(30);
  for (int i = 0; i < 12; ++i) {
    const Attention c = drawAttention(random, TypeParam::kBus);
    rig.give(c);
    rig.runAndCompare(text(c));
  }
}

TYPED_TEST(AttentionEngine, SoftmaxCorners) {
  for (const auto& [rows, columns] : {std::pair{1u, 1u},
                                      {3u, 15u},
                                      {2u, 16u},
                                      {2u, 17u},
                                      {1u, 128u},
                                      {2u, 129u},
                                      {2u, 1025u},
                                      {1u, 256 * TypeParam::kBus}}) {
    AttentionRig<TypeParam> rig(0);
    rig.give(makeSoftmax(rows, columns, TypeParam::kBus));
    rig.runAndCompare("softmax " + std::to_string(rows) + "x" + std::to_string(columns));
  }
}

TYPED_TEST(AttentionEngine, BothCommandsInTurnWithStalls) {
  num::Random random(62);
  AttentionRig<TypeParam> rig(25);
  for (int i = 0; i < 4; ++i) {
    isa::Softmax c = makeSoftmax(1 + unsigned(random.below(5)), 1 + unsigned(random.below(300)),
                                 TypeParam::kBus);
    c.scoreScale = num::scaleFromReal(std::exp2(-random.uniform(10, 28))).word;
    rig.give(c);
    rig.give(drawAttention(random, TypeParam::kBus));
    rig.runAndCompare("pair " + std::to_string(i));
  }
}

TYPED_TEST(AttentionEngine, RunsOutsideTheirLimitAreNotSent) {
  for (const unsigned region : {0u, 1u, 2u, 3u}) {
    AttentionRig<TypeParam> rig(0);
    rig.setBase(region, 20 * 16 - 1);
    rig.commands.push(isa::encode(makeAttention(20, 20, 16, 1, TypeParam::kBus)));
    ++rig.given;
    rig.run(20000);
    EXPECT_EQ(rig.done, 0U);
    EXPECT_EQ(rig.runErrors, 1U) << "region " << region;
  }
}

TYPED_TEST(AttentionEngine, RefusesTooManyKeysAndLeftShifts) {
  for (const bool keys : {false, true}) {
    AttentionRig<TypeParam> rig(0);
    Attention c = makeAttention(1, 1, 16, 1, TypeParam::kBus);
    if (keys)
      c.keys = 65536;
    else
      c.scoreScale = num::Scale::make(1u << 25, 9).word;
    rig.commands.push(isa::encode(c));
    ++rig.given;
    rig.run(2000);
    EXPECT_EQ(rig.badFields, 1U);
    EXPECT_EQ(rig.memory.readBeats(), 0U);
  }
}

TYPED_TEST(AttentionEngine, RefusesScalarsThatAreTooLong) {
  struct Case {
    bool queries;
    std::uint32_t scalar;
  };
  for (const Case& wrong : {Case{true, 4097},
                            {true, 1u << 17},
                            {true, 0xffffffff},
                            {false, 65537},
                            {false, (1u << 17) + 1},
                            {false, 0x80000000}}) {
    AttentionRig<TypeParam> rig(0);
    Attention c = makeAttention(1, 1, 16, 1, TypeParam::kBus);
    (wrong.queries ? c.queriesScalar : c.keysScalar) = isa::LengthFrom::scalar2;
    rig.setScalar(2, wrong.scalar);
    rig.commands.push(isa::encode(c));
    ++rig.given;
    rig.run(2000);
    EXPECT_EQ(rig.badFields, 1U) << wrong.scalar;
    EXPECT_EQ(rig.memory.readBeats(), 0U) << wrong.scalar;
  }
}

/// The pitch of the sums stands where an ATTENTION names its scalars.
TYPED_TEST(AttentionEngine, ASoftmaxTakesNoScalars) {
  AttentionRig<TypeParam> rig(0);
  rig.setScalar(0, 7);
  isa::Softmax c = makeSoftmax(1, 20, TypeParam::kBus);
  c.sumsPitch = 0x0110'0000;
  rig.give(c);
  rig.runAndCompare("softmax with a wide pitch");
}

TYPED_TEST(AttentionEngine, SaysWhatItDoes) {
  AttentionRig<TypeParam> rig(0);
  for (int i = 0; i < 10; ++i)
    rig.tick();
  EXPECT_EQ(rig.states[std::size_t(isa::State::noCommand)], 10U);
  rig.give(makeAttention(16, 64, 16, 1, TypeParam::kBus));
  rig.runAndCompare("states");
  EXPECT_GT(rig.states[std::size_t(isa::State::busy)], 100U);
  EXPECT_GT(rig.states[std::size_t(isa::State::memoryRead)], 5U);
}

TEST(AttentionEngineRate, HeadsAndBlocksFlowIntoEachOther) {
  AttentionRig<W16> rig(0);
  const Attention c = makeAttention(128, 128, 64, 12, W16::kBus);
  rig.give(c);
  const std::uint64_t cycles = rig.run();
  constexpr double kLimit = 128.0 * 128 * 64 * 12 / 256;
  EXPECT_TRUE(rig.image.bytes == rig.expected.bytes);
  RecordProperty("cycles", static_cast<int>(cycles));
  EXPECT_GE(kLimit / static_cast<double>(cycles), 0.90) << cycles << " cycles";
}

} // namespace
} // namespace weft::sim
