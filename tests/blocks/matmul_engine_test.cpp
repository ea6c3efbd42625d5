// matmul_engine_test.cpp: Tiled products equal the plain one; what lies outside is refused.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/isa/layout.hpp"
#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

namespace weft {
namespace {

struct Problem {
  std::size_t m, k, n;
};

constexpr ArrayShape kShape{4, 8};
constexpr std::size_t kRows = 4, kColumns = 8;

std::vector<std::int8_t> randomBytes(num::Random& random, std::size_t count) {
  std::vector<std::int8_t> bytes(count);
  for (std::int8_t& byte : bytes)
    byte = static_cast<std::int8_t>(random.uniform(-128, 127));
  return bytes;
}

/// Element (row, column) of a row-major matrix, zero beyond its edge.
std::int8_t at(const std::vector<std::int8_t>& matrix, std::size_t height, std::size_t width,
               std::size_t row, std::size_t column) {
  return row < height && column < width ? matrix[row * width + column] : std::int8_t{0};
}

/// Activation vectors k tile after k tile.
void packActivations(const Problem& p, const std::vector<std::int8_t>& x, ByteBank& bank) {
  std::vector<std::int8_t> word(kRows);
  for (std::size_t k = 0; k < ceilDiv(p.k, kRows); ++k)
    for (std::size_t m = 0; m < p.m; ++m) {
      for (std::size_t r = 0; r < kRows; ++r)
        word[r] = at(x, p.m, p.k, m, k * kRows + r);
      bank.write(k * p.m + m, word);
    }
}

/// Weight tiles, n innermost.
void packWeights(const Problem& p, const std::vector<std::int8_t>& w, ByteBank& bank) {
  std::vector<std::int8_t> word(kColumns);
  const std::size_t nTiles = ceilDiv(p.n, kColumns);
  for (std::size_t k = 0; k < ceilDiv(p.k, kRows); ++k)
    for (std::size_t n = 0; n < nTiles; ++n)
      for (std::size_t r = 0; r < kRows; ++r) {
        for (std::size_t c = 0; c < kColumns; ++c)
          word[c] = at(w, p.k, p.n, k * kRows + r, n * kColumns + c);
        bank.write((k * nTiles + n) * kRows + r, word);
      }
}

isa::Matmul commandFor(const Problem& p) {
  const auto word = [](std::size_t value) { return static_cast<std::uint32_t>(value); };
  isa::Matmul command;
  command.rows = word(p.m);
  command.kTiles = word(ceilDiv(p.k, kRows));
  command.nTiles = word(ceilDiv(p.n, kColumns));
  command.activationStride = word(p.m);
  command.weightKStride = word(ceilDiv(p.n, kColumns) * kRows);
  command.weightNStride = word(kRows);
  command.accumulatorStride = word(p.m);
  return command;
}

TEST(MatmulEngine, TiledProductEqualsThePlainOne) {
  num::Random random(4);
  for (const Problem p :
       {Problem{1, 1, 1}, Problem{5, 4, 8}, Problem{7, 13, 19}, Problem{9, 31, 24}}) {
    const auto x = randomBytes(random, p.m * p.k);
    const auto w = randomBytes(random, p.k * p.n);
    ScratchpadModel scratchpad{ByteBank(128, 4), ByteBank(256, 8)};
    AccumulatorModel sums(64, 8);
    packActivations(p, x, scratchpad.activations);
    packWeights(p, w, scratchpad.weights);
    const isa::Matmul command = commandFor(p);
    ASSERT_TRUE(isInside(command, kShape, scratchpad, sums));
    runMatmul(command, kShape, scratchpad, sums);
    const auto expected = integerProduct(x, w, p.m, p.k, p.n);
    for (std::size_t m = 0; m < p.m; ++m)
      for (std::size_t n = 0; n < p.n; ++n)
        ASSERT_EQ(sums.row(n / kColumns * p.m + m)[n % kColumns], expected[m * p.n + n]);
  }
}

TEST(MatmulEngine, AccumulateAddsToWhatIsThere) {
  ScratchpadModel scratchpad{ByteBank(16, 4), ByteBank(16, 8)};
  AccumulatorModel sums(16, 8);
  const std::vector<std::int8_t> ones(8, 1);
  for (std::size_t word = 0; word < 16; ++word) {
    scratchpad.activations.write(word, std::span(ones).first(4));
    scratchpad.weights.write(word, ones);
  }
  isa::Matmul command;
  runMatmul(command, kShape, scratchpad, sums);
  EXPECT_EQ(sums.row(0)[7], 4);
  command.accumulate = 1;
  runMatmul(command, kShape, scratchpad, sums);
  EXPECT_EQ(sums.row(0)[7], 8);
}

TEST(MatmulEngine, ProductEqualsDoublePrecision) {
  num::Random random(5);
  const std::size_t m = 3, k = 1000, n = 5;
  const auto x = randomBytes(random, m * k);
  const auto w = randomBytes(random, k * n);
  const auto product = integerProduct(x, w, m, k, n);
  for (std::size_t row = 0; row < m; ++row)
    for (std::size_t column = 0; column < n; ++column) {
      double sum = 0;
      for (std::size_t inner = 0; inner < k; ++inner)
        sum += double(x[row * k + inner]) * double(w[inner * n + column]);
      EXPECT_EQ(product[row * n + column], sum);
    }
}

TEST(MatmulEngine, ProductRefusesWhatMayLeaveInt32) {
  const std::size_t most = 132104;
  const std::vector<std::int8_t> x(most + 1, -128), w(most + 1, 127);
  EXPECT_EQ(integerProduct(std::span(x).first(most), std::span(w).first(most), 1, most, 1)[0],
            std::int64_t{-128} * 127 * static_cast<std::int64_t>(most));
  EXPECT_THROW(integerProduct(x, w, 1, most + 1, 1), InternalError);
  EXPECT_THROW(integerProduct(x, w, 2, most, 1), InternalError);
}

TEST(MatmulEngine, TellsTheLastWordInsideFromTheFirstOutside) {
  const ScratchpadModel scratchpad{ByteBank(32, 4), ByteBank(64, 8)};
  const AccumulatorModel sums(16, 8);
  isa::Matmul edge;
  edge.rows = 4;
  edge.kTiles = 2;
  edge.nTiles = 3;
  edge.activationStart = 20;
  edge.activationStride = 8;
  edge.weightStart = 2;
  edge.weightKStride = 50;
  edge.weightNStride = 4;
  edge.accumulatorStart = 4;
  edge.accumulatorStride = 4;
  EXPECT_TRUE(isInside(edge, kShape, scratchpad, sums));
  for (auto member :
       {&isa::Matmul::activationStart, &isa::Matmul::activationStride, &isa::Matmul::weightStart,
        &isa::Matmul::weightKStride, &isa::Matmul::weightNStride, &isa::Matmul::accumulatorStart,
        &isa::Matmul::accumulatorStride, &isa::Matmul::rows}) {
    isa::Matmul outside = edge;
    ++(outside.*member);
    EXPECT_FALSE(isInside(outside, kShape, scratchpad, sums));
  }
}

/// The engine reads the fields of either command at the places of MATMUL's.
TEST(MatmulEngine, WeighHasTheFieldsOfMatmul) {
  const auto& fields = isa::formatOf<isa::Matmul>().fields;
  for (const isa::Field& field : isa::formatOf<isa::Weigh>().fields) {
    const auto same = std::ranges::find(fields, field.name, &isa::Field::name);
    ASSERT_NE(same, fields.end()) << field.name;
    EXPECT_EQ(std::tuple(same->word, same->high, same->low),
              std::tuple(field.word, field.high, field.low))
        << field.name;
  }
  EXPECT_EQ(isa::payloadBits(isa::Engine::array, num::AttentionUnit::shared),
            isa::payloadBits(isa::Engine::array));
}

/// Two chunks of two k tiles each: the sums of a chunk are whole before they are aligned.
TEST(MatmulEngine, WeighsChunkByChunk) {
  ScratchpadModel scratchpad{ByteBank(16, 4), ByteBank(16, 8)};
  AccumulatorModel sums(16, 8);
  std::vector<Alignment> alignments(16, Alignment{0, 0});
  for (std::size_t word = 0; word < 16; ++word) {
    scratchpad.activations.write(word, std::vector<std::int8_t>(4, -1));
    scratchpad.weights.write(word, std::vector<std::int8_t>(8, static_cast<std::int8_t>(word)));
  }
  isa::Weigh command;
  command.kTiles = 4;
  command.activationStride = 1;
  command.weightKStride = 4;
  alignments[3] = {3, 0};
  ASSERT_TRUE(isInside(command, kShape, 8, scratchpad, sums));
  runWeigh(command, kShape, 8, scratchpad, alignments, sums);
  const int first = 255 * 16 * (0 + 1 + 2 + 3 + 4 + 5 + 6 + 7);
  const int second = 255 * 16 * (8 + 9 + 10 + 11 + 12 + 13 + 14 + 15);
  EXPECT_EQ(sums.row(0)[7], first / 8 + second);
  command.accumulate = 1;
  alignments[1] = {0, 63};
  alignments[3] = {63, 0};
  runWeigh(command, kShape, 8, scratchpad, alignments, sums);
  EXPECT_EQ(sums.row(0)[7], second);
}

/// What follows of a tile of the head adds to its own chunks, not to those of the tile before.
TEST(MatmulEngine, WeighsOneTileOfTheHeadAfterTheOther) {
  num::Random random(6);
  ScratchpadModel scratchpad{ByteBank(64, 4), ByteBank(64, 8)};
  std::vector<Alignment> alignments;
  for (std::size_t word = 0; word < 64; ++word) {
    scratchpad.activations.write(word, randomBytes(random, 4));
    scratchpad.weights.write(word, randomBytes(random, 8));
    alignments.push_back({static_cast<int>(random.uniform(0, 3)), 0});
  }
  isa::Weigh head;
  head.rows = 5;
  head.kTiles = 4;
  head.nTiles = 3;
  head.activationStride = 5;
  head.weightKStride = 4;
  head.weightNStride = 16;
  for (const std::uint32_t stride : {5U, 2U, 0U})
    for (const std::uint32_t accumulate : {0U, 1U}) {
      AccumulatorModel atOnce(32, 8), one(32, 8);
      head.accumulate = accumulate;
      head.accumulatorStride = stride;
      ASSERT_TRUE(isInside(head, kShape, 8, scratchpad, atOnce));
      runWeigh(head, kShape, 8, scratchpad, alignments, atOnce);
      for (std::uint32_t n = 0; n < head.nTiles; ++n) {
        isa::Weigh tile = head;
        tile.nTiles = 1;
        tile.weightStart = n * head.weightNStride;
        tile.accumulatorStart = n * stride;
        runWeigh(tile, kShape, 8, scratchpad, alignments, one);
      }
      EXPECT_TRUE(std::ranges::equal(atOnce.sums(), one.sums()));
    }
}

TEST(MatmulEngine, TilesOfFewRowsTakeAsLongAsTheirWeights) {
  isa::Weigh command;
  command.kTiles = 8;
  command.nTiles = 3;
  EXPECT_EQ(matmulCycles(command, kShape), 8 * 3 * 4);
  command.rows = 5;
  EXPECT_EQ(matmulCycles(command, kShape), 8 * 3 * 5);
}

TEST(MatmulEngine, GathersWholeChunks) {
  const ScratchpadModel scratchpad{ByteBank(256, 4), ByteBank(64, 8)};
  const AccumulatorModel sums(256, 8);
  isa::Weigh whole;
  whole.rows = num::kMostBlockQueries;
  whole.kTiles = 4;
  EXPECT_TRUE(isInside(whole, kShape, 16, scratchpad, sums));
  isa::Weigh cut = whole, wide = whole, high = whole;
  ++cut.kTiles;
  ++wide.nTiles;
  ++high.rows;
  EXPECT_TRUE(isInside(wide, kShape, 16, scratchpad, sums));
  for (const isa::Weigh& command : {cut, high}) {
    EXPECT_FALSE(isInside(command, kShape, 16, scratchpad, sums));
    EXPECT_TRUE(isInside(command, kShape, 4, scratchpad, sums)) << "one k tile is a chunk";
  }
}

TEST(MatmulEngine, SharedAttentionDrainsLater) {
  const ArrayTiming array = arrayTiming(kShape);
  EXPECT_EQ(matmulDrain(array, 2), 4 + 8 + 3 + 2);
  EXPECT_EQ(matmulDrain(array, 2, num::AttentionUnit::shared), 4 + 8 + 3 + 2 + 2);
  EXPECT_EQ(matmulDrain(array, 2, num::AttentionUnit::shared, 4), 4 + 8 + 3 + 2 + 3);
}

} // namespace
} // namespace weft
