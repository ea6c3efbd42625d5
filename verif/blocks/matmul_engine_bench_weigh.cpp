// matmul_engine_bench_weigh.cpp: The Verilated engine of shared attention: chunks of probabilities.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/matmul_engine_bench.hpp"

#include "gen/blocks/attention_engine/attention_model.hpp"
#include "gen/blocks/attention_output/attention_output_model.hpp"

#include "Vmatmul_engine_shared16x16.h"
#include "Vmatmul_engine_shared16x4.h"
#include "Vmatmul_engine_shared4x16.h"
#include "Vmatmul_engine_shared4x4.h"
#include "Vmatmul_engine_shared8x8.h"

#include <array>
#include <numeric>

namespace weft {
namespace {

using Shapes = ::testing::Types<MatmulShape<Vmatmul_engine_shared4x4, 4, 4, 2, 16>,
                                MatmulShape<Vmatmul_engine_shared8x8, 8, 8, 1, 16>,
                                MatmulShape<Vmatmul_engine_shared16x16, 16, 16, 2, 16>,
                                MatmulShape<Vmatmul_engine_shared4x16, 4, 16, 1, 16>,
                                MatmulShape<Vmatmul_engine_shared16x4, 16, 4, 1, 64>>;

template <class S> class MatmulEngineWeighs : public MatmulEngineBench<S> {
protected:
  using MatmulEngineBench<S>::draw;

  /// A WEIGH inside the memories that works on rows [base, base + 128) of the accumulator.
  isa::Weigh randomWeigh(std::uint32_t base) {
    isa::Matmul place = this->randomCommand(base);
    isa::Weigh c;
    c.accumulate = place.accumulate;
    c.rows = draw(0, 3) == 0 ? draw(1, 4) : place.rows;
    c.kTiles = S::kParts * draw(1, 4);
    c.nTiles = place.nTiles;
    c.activationStride = draw(0, (kActivationWords - c.rows) / c.kTiles);
    c.activationStart = draw(0, kActivationWords - c.rows - (c.kTiles - 1) * c.activationStride);
    const std::uint32_t third = (kWeightWords - this->kRows) / 3;
    c.weightKStride = draw(0, third / c.kTiles);
    c.weightNStride = place.weightNStride;
    c.weightStart = place.weightStart;
    c.accumulatorStart = place.accumulatorStart;
    c.accumulatorStride = place.accumulatorStride;
    return c;
  }

  /// Two chunks for `rows` rows, of one tile of the head.
  static isa::Weigh twoChunks(std::uint32_t rows, std::uint32_t start, bool accumulate) {
    isa::Weigh c;
    c.accumulate = accumulate ? 1 : 0;
    c.rows = rows;
    c.kTiles = 2 * S::kParts;
    c.activationStride = 3;
    c.weightKStride = 5;
    c.accumulatorStart = start;
    return c;
  }

  /// The engine must refuse `bad`, of which it may run `inside`, and run what stands before and
  /// behind it.
  void expectRefused(const isa::Weigh& bad, std::optional<isa::Weigh> inside = {}) {
    ASSERT_FALSE(isInside(bad, S::kArray, S::kChunk, this->scratchpad_, this->expected_));
    const isa::Weigh before = twoChunks(5, 200, false);
    const isa::Weigh after = twoChunks(3, 203, true);
    this->run({before, bad, after});
    ASSERT_EQ(this->endings_.size(), 3U);
    EXPECT_TRUE(this->endings_[0].good && this->endings_[2].good);
    EXPECT_FALSE(this->endings_[1].good);
    this->expect(before);
    if (inside)
      this->expect(*inside);
    this->expectSums(0, 203);
    runWeigh(after, S::kArray, S::kChunk, this->scratchpad_, this->alignments_, this->expected_);
    this->expectSums(0, kAccumulatorRows);
  }
};

TYPED_TEST_SUITE(MatmulEngineWeighs, Shapes);

TYPED_TEST(MatmulEngineWeighs, RunsAmongMatmuls) {
  for (const unsigned pause : {0U, 30U, 95U}) {
    std::vector<MatmulCommand> commands;
    for (std::uint32_t i = 0; i < 80; ++i) {
      const std::uint32_t base = this->draw(0, 128);
      if (this->draw(0, 2) == 0)
        commands.push_back(this->randomCommand(base));
      else
        commands.push_back(this->randomWeigh(base));
    }
    this->check(commands, pause);
  }
}

/// A row that comes back with the next chunk, with the next command, and around the last row of the
/// command before, for tiles from one row on.
TYPED_TEST(MatmulEngineWeighs, ComesBackAsSoonAsAllowed) {
  for (std::uint32_t rows = 1; rows <= 2 * TypeParam::kRowLatency + 2; ++rows)
    for (std::uint32_t back = 0; back <= rows; ++back) {
      SCOPED_TRACE(std::to_string(rows) + " rows, " + std::to_string(back) + " of them again");
      isa::Matmul product;
      product.rows = rows;
      product.accumulate = 1;
      product.accumulatorStart = 2 * (rows - back);
      const isa::Weigh first = this->twoChunks(rows, 0, false);
      const isa::Weigh second = this->twoChunks(rows, rows - back, true);
      this->check({first, second, product, second, second, product});
    }
}

TYPED_TEST(MatmulEngineWeighs, AlignsByEverySize) {
  isa::Weigh command;
  command.kTiles = TypeParam::kParts;
  command.rows = num::kMostBlockQueries;
  isa::Weigh again = command;
  again.accumulate = 1;
  isa::Weigh others = again;
  others.activationStart = kActivationWords - num::kMostBlockQueries;
  isa::Matmul product;
  product.rows = command.rows;
  this->check({command, again, others, product, again, others});
}

/// Every tile of the head begins with its first chunk, be it beside the one before or partly on it.
TYPED_TEST(MatmulEngineWeighs, BeginsAnewWithEveryTileOfTheHead) {
  for (std::uint32_t rows = 1; rows <= this->kRows + 2; ++rows)
    for (const std::uint32_t stride : {rows + 3, rows, rows - 1, 0U})
      for (const bool accumulates : {false, true}) {
        SCOPED_TRACE(std::to_string(rows) + " rows, " + std::to_string(stride) + " apart");
        isa::Weigh command = this->twoChunks(rows, 1, accumulates);
        command.nTiles = 3;
        command.weightNStride = 29;
        command.accumulatorStride = stride;
        isa::Matmul product;
        product.rows = rows;
        product.kTiles = 2;
        product.nTiles = 3;
        product.accumulate = 1;
        product.activationStride = 2;
        product.weightKStride = 3;
        product.weightNStride = 7;
        product.accumulatorStart = 2;
        product.accumulatorStride = rows;
        this->check({command, product, command});
      }
}

/// From the first vector of a command to that of the next, from one row on.
TYPED_TEST(MatmulEngineWeighs, TakesThePeriodOfEveryTile) {
  for (std::uint32_t rows = 1; rows <= this->kRows + 3; ++rows)
    for (std::uint32_t nTiles = 1; nTiles <= 3; ++nTiles) {
      SCOPED_TRACE(std::to_string(rows) + " rows, " + std::to_string(nTiles) + " n tiles");
      isa::Weigh command = this->twoChunks(rows, 0, true);
      command.nTiles = nTiles;
      command.weightNStride = 29;
      command.accumulatorStride = rows;
      this->check({command, this->twoChunks(1, 3 * rows, true)});
      const std::size_t vectors = std::size_t{command.kTiles} * nTiles * rows;
      const auto cycles = this->vectorCycles_.at(vectors) - this->vectorCycles_.front();
      EXPECT_EQ(cycles, std::uint64_t{command.kTiles} * nTiles * std::max(rows, this->kRows));
      EXPECT_EQ(matmulCycles(command, TypeParam::kArray), static_cast<std::int64_t>(cycles));
    }
}

/// T tiles of M rows take T * M cycles, and so does the way to the next command.
TYPED_TEST(MatmulEngineWeighs, NeverLetsTheArrayWait) {
  isa::Weigh command = this->twoChunks(2 * this->kRows, 0, true);
  command.nTiles = 2;
  command.accumulatorStride = command.rows;
  this->check({command, command, command});
  const std::uint64_t vectors = std::uint64_t{3} * command.kTiles * command.nTiles * command.rows;
  ASSERT_EQ(this->vectorCycles_.size(), vectors);
  EXPECT_EQ(this->vectorCycles_.back() - this->vectorCycles_.front() + 1, vectors);
  EXPECT_EQ(matmulCycles(command, TypeParam::kArray), vectors / 3);
  EXPECT_EQ(this->endings_.back().cycle - this->vectorCycles_.back(),
            matmulDrain(TypeParam::kTiming, TypeParam::kLatency, TypeParam::kAttention,
                        TypeParam::kParts));
}

TYPED_TEST(MatmulEngineWeighs, RefusesChunksThatItCannotGather) {
  isa::Weigh cut = this->twoChunks(2, 0, false), wide = cut, high = cut;
  cut.kTiles = TypeParam::kParts + 1;
  wide.nTiles = 2;
  wide.kTiles = 2 * TypeParam::kParts - 1;
  high.rows = num::kMostBlockQueries + 1;
  for (const isa::Weigh& command : {cut, wide, high})
    if (TypeParam::kParts > 1)
      this->expectRefused(command);
    else
      this->check({command});
}

TYPED_TEST(MatmulEngineWeighs, RefusesWhatLiesOutsideOrMightWrap) {
  isa::Weigh outside = this->twoChunks(3, 0, false), most = outside;
  outside.activationStart = kActivationWords;
  this->expectRefused(outside);
  most.rows = 1;
  most.activationStride = most.weightKStride = 0;
  most.kTiles = 4096 / this->kRows;
  this->check({most});
  most.kTiles += TypeParam::kParts;
  this->expectRefused(most);
}

TYPED_TEST(MatmulEngineWeighs, StopsAtTheFirstTileOutside) {
  const isa::Weigh inside = this->twoChunks(3, 0, false);
  isa::Weigh values = inside, sums = inside;
  values.nTiles = sums.nTiles = 2;
  values.weightNStride = kWeightWords;
  values.accumulatorStride = 3;
  sums.accumulatorStride = kAccumulatorRows;
  for (const isa::Weigh& command : {values, sums})
    this->expectRefused(command, inside);
}

/// Queries, keys and values of one head that is two tiles wide.
template <class S> struct Head {
  static constexpr int kQueries = 7, kKeys = 3 * S::kChunk - 5;
  static constexpr int kChunks = 3, kTiles = 2, kSize = kTiles * S::kArray.columns;

  std::vector<std::int8_t> queries, keys, values;
  AttentionShape shape{.queries = kQueries,
                       .keys = kKeys,
                       .headSize = kSize,
                       .scoreScale = num::scaleFromReal(0.02),
                       .outputScale = num::scaleFromReal(0.9),
                       .chunkKeys = S::kChunk};

  explicit Head(num::Random& random) {
    for (auto* matrix : {&queries, &keys, &values})
      for (int i = 0; i < (matrix == &queries ? kQueries : kKeys) * kSize; ++i)
        matrix->push_back(static_cast<std::int8_t>(random.uniform(-128, 127)));
  }

  SoftmaxChunk chunk(int query, int index) const {
    std::vector<std::int32_t> scores;
    for (int k = index * S::kChunk; k < std::min(kKeys, (index + 1) * S::kChunk); ++k)
      scores.push_back(std::inner_product(&queries[std::size_t(query * kSize)],
                                          &queries[std::size_t(query * kSize)] + kSize,
                                          &keys[std::size_t(k * kSize)], 0));
    SoftmaxChunk result = softmaxChunk(scores, shape.scoreScale, exponentTable(shape.nonlinear));
    std::fill(result.p.begin() + static_cast<std::ptrdiff_t>(scores.size()), result.p.end(),
              std::uint8_t{0});
    return result;
  }
};

/// Whole attention weights through the softmax, WEIGH and the division, against the dedicated
/// engine.
TYPED_TEST(MatmulEngineWeighs, GivesTheBitsOfTheAttentionModel) {
  using H = Head<TypeParam>;
  const H head(this->random_);
  isa::Weigh command;
  command.rows = H::kQueries;
  command.kTiles = H::kChunks * TypeParam::kParts;
  command.activationStride = H::kQueries;
  command.weightKStride = this->kRows;
  command.nTiles = H::kTiles;
  command.weightNStride = H::kChunks * TypeParam::kChunk;
  command.accumulatorStride = H::kQueries;
  std::array<SoftmaxRow, H::kQueries> rows;
  for (int chunk = 0; chunk < H::kChunks; ++chunk)
    for (int query = 0; query < H::kQueries; ++query) {
      const SoftmaxChunk weights = head.chunk(query, chunk);
      const Alignment alignment = rows[std::size_t(query)].add(weights);
      for (std::size_t part = 0; part < TypeParam::kParts; ++part) {
        const std::size_t word =
            (std::size_t(chunk) * TypeParam::kParts + part) * H::kQueries + std::size_t(query);
        const auto first = weights.p.begin() + std::ptrdiff_t(part * this->kRows);
        this->scratchpad_.activations.write(word,
                                            std::vector<std::int8_t>(first, first + this->kRows));
        this->alignments_[word] = alignment;
      }
    }
  for (std::size_t tile = 0; tile < H::kTiles; ++tile)
    for (std::size_t key = 0; key < H::kKeys; ++key)
      this->scratchpad_.weights.write(
          tile * command.weightNStride + key,
          std::span(head.values).subspan(key * H::kSize + tile * this->kColumns, this->kColumns));
  this->check({command});
  for (int query = 0; query < H::kQueries; ++query) {
    std::array<std::int8_t, H::kSize> expected;
    attentionRow(&head.queries[std::size_t(query * H::kSize)], {head.keys.data(), H::kSize},
                 {head.values.data(), H::kSize}, H::kKeys, head.shape, expected.data());
    const RowFactor factor = rowFactor(rows[std::size_t(query)].sum(), head.shape.outputScale);
    for (std::size_t c = 0; c < H::kSize; ++c)
      EXPECT_EQ(attentionOutput(this->sums_.row(c / this->kColumns * H::kQueries +
                                                std::size_t(query))[c % this->kColumns],
                                factor),
                expected[c]);
  }
}

} // namespace
} // namespace weft
