// softmax_bench.cpp: The softmax against its model, rows in any order, with and without gaps.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include <Vsoftmax_chunk32.h>
#include <Vsoftmax_chunk64.h>
#include <Vsoftmax_lanes1.h>
#include <Vsoftmax_lanes16.h>
#include <Vsoftmax_lanes4.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <vector>

namespace weft {
namespace {

using num::Nonlinear;
using num::Scale;

template <class DutClass, unsigned chunk, unsigned lanes, unsigned rows, unsigned latency,
          Nonlinear kind>
struct Shape {
  using Dut = DutClass;
  static constexpr unsigned kChunk = chunk, kLanes = lanes, kRows = rows, kLatency = latency;
  static constexpr Nonlinear kKind = kind;
};

/// What comes out for a chunk: probabilities with their alignment, then the row's state.
struct Probabilities {
  SoftmaxChunk chunk;
  Alignment shifts;
  unsigned row, tag;
  bool empty;
};
struct State {
  SoftmaxRow state;
  unsigned row, tag;
};

template <class Shape> class SoftmaxBench : public ::testing::Test {
protected:
  using Scores = std::vector<std::int32_t>;
  static constexpr unsigned kKeys = Shape::kChunk;

  num::Random random_{51};
  sim::ClockedBench<typename Shape::Dut> bench_;
  std::deque<Probabilities> probabilities_;
  std::deque<State> states_;
  std::map<unsigned, SoftmaxRow> rows_;
  std::deque<std::pair<std::uint64_t, Scores>> scores_; ///< of chunks taken: in which cycle
  Scale scale_ = Scale::make(1u << 25, 25);
  std::size_t checked_ = 0;

  void SetUp() override {
    bench_.dut.chunk_valid_i = 0;
    bench_.reset();
  }

  /// The scale may change only when nothing is in flight.
  void setScale(Scale scale) {
    drain();
    scale_ = scale;
    bench_.dut.multiplier_i =
        static_cast<std::uint32_t>(scale.multiplier() >> num::kDroppedMultiplierBits);
    bench_.dut.shift_i = static_cast<std::uint8_t>(scale.shift() - num::kDroppedMultiplierBits);
  }

  /// One cycle; whether a chunk was taken in it.
  bool tick() {
    driveScores();
    bool taken = false;
    bench_.tick([&] {
      taken = bench_.dut.chunk_valid_i && bench_.dut.chunk_ready_o;
      checkProbabilities();
      checkState();
    });
    return taken;
  }

  /// The scores that are due, at all other times anything.
  void driveScores() {
    const bool due = !scores_.empty() && scores_.front().first == bench_.cycle();
    for (unsigned k = 0; k < kKeys; ++k)
      sim::setBits(bench_.dut.chunk_score_i, num::kScoreBits * k, num::kScoreBits,
                   due ? static_cast<std::uint32_t>(scores_.front().second[k]) : random_.bits());
    if (due)
      scores_.pop_front();
  }

  void checkProbabilities() {
    const auto& dut = bench_.dut;
    if (!dut.p_valid_o)
      return;
    ASSERT_FALSE(probabilities_.empty());
    const Probabilities want = probabilities_.front();
    probabilities_.pop_front();
    for (unsigned k = 0; k < kKeys; ++k)
      EXPECT_EQ(sim::getBits(dut.p_o, num::kProbabilityBits * k, num::kProbabilityBits),
                want.chunk.p[k])
          << "chunk " << checked_;
    EXPECT_EQ(dut.p_row_o, want.row);
    EXPECT_EQ(dut.p_tag_o, want.tag);
    EXPECT_EQ(dut.p_align_row_o ? dut.p_align_shift_o : 0, want.shifts.row);
    EXPECT_EQ(dut.p_align_row_o ? 0 : dut.p_align_shift_o, want.shifts.chunk);
    if (!want.empty) {
      EXPECT_EQ(static_cast<std::int16_t>(dut.p_exponent_o), want.chunk.exponent);
    }
    ++checked_;
  }

  void checkState() {
    const auto& dut = bench_.dut;
    if (!dut.state_valid_o)
      return;
    ASSERT_FALSE(states_.empty());
    const State want = states_.front();
    states_.pop_front();
    EXPECT_EQ(dut.state_row_o, want.row);
    EXPECT_EQ(dut.state_tag_o, want.tag);
    EXPECT_EQ(dut.state_sum_o, want.state.sum());
    if (!want.state.empty()) {
      EXPECT_EQ(static_cast<std::int16_t>(dut.state_exponent_o), want.state.exponent());
    }
  }

  void expect(const Scores& scores, unsigned visible, bool first, unsigned row, unsigned tag) {
    if (first)
      rows_[row] = {};
    Probabilities want{{}, {0, 0}, row, tag, visible == 0};
    if (visible > 0) {
      want.chunk =
          softmaxChunk(std::span(scores).first(visible), scale_, exponentTable(Shape::kKind));
      want.shifts = rows_[row].add(want.chunk);
    }
    probabilities_.push_back(want);
    states_.push_back({rows_[row], row, tag});
  }

  /// Offers a chunk until it is taken; in which cycle that was.
  std::uint64_t send(const Scores& scores, unsigned visible, bool first, unsigned row) {
    auto& dut = bench_.dut;
    const auto tag = static_cast<unsigned>(random_.below(4));
    dut.chunk_visible_i = static_cast<std::uint8_t>(visible);
    dut.chunk_first_i = first;
    dut.chunk_row_i = static_cast<std::uint8_t>(row);
    dut.chunk_tag_i = static_cast<std::uint8_t>(tag);
    dut.chunk_valid_i = 1;
    expect(scores, visible, first, row, tag);
    while (!tick()) {
    }
    dut.chunk_valid_i = 0;
    const std::uint64_t taken = bench_.cycle() - 1;
    scores_.emplace_back(taken + Shape::kLatency, scores);
    return taken;
  }

  void drain() {
    for (int i = 0; i < 100; ++i)
      tick();
  }

  void finish() {
    drain();
    EXPECT_TRUE(probabilities_.empty());
    EXPECT_TRUE(states_.empty());
    EXPECT_GT(checked_, 0u);
  }

  Scores scores(std::int64_t sigma) {
    Scores drawn(kKeys);
    for (auto& score : drawn)
      score = static_cast<std::int32_t>(random_.normal(sigma, 0, INT32_MIN, INT32_MAX));
    return drawn;
  }

  /// `chunks` chunks for every row, row after row, the count of unmasked keys drawn.
  void runRows(unsigned chunks, std::int64_t sigma, bool pauses) {
    for (unsigned chunk = 0; chunk < chunks; ++chunk)
      for (unsigned row = 0; row < Shape::kRows; ++row) {
        while (pauses && random_.chance(40))
          tick();
        const unsigned visible = random_.chance(60) ? kKeys : unsigned(random_.below(kKeys + 1));
        send(scores(sigma), visible, chunk == 0, row);
      }
  }
};

using Shapes =
    ::testing::Types<Shape<Vsoftmax_lanes16, num::kChunkKeys, 16, 64, 1, Nonlinear::accurate>,
                     Shape<Vsoftmax_lanes4, 16, 4, 16, 2, Nonlinear::accurate>,
                     Shape<Vsoftmax_lanes1, 16, 1, 16, 1, Nonlinear::ibert>,
                     Shape<Vsoftmax_chunk32, 32, 32, 16, 1, Nonlinear::accurate>,
                     Shape<Vsoftmax_chunk64, 64, 8, 16, 2, Nonlinear::ibert>>;
TYPED_TEST_SUITE(SoftmaxBench, Shapes);

TYPED_TEST(SoftmaxBench, ExtremesAndEqualScores) {
  for (const int shift : {10, 20, 26, 33, 40, 63}) {
    this->setScale(Scale::make((1u << 26) - 1, shift));
    for (const std::int32_t score : {INT32_MIN, -1, 0, 1, INT32_MAX})
      for (const unsigned visible : {0u, 1u, TypeParam::kChunk})
        this->send(std::vector<std::int32_t>(TypeParam::kChunk, score), visible, visible == 0, 3);
  }
  this->finish();
}

TYPED_TEST(SoftmaxBench, MaskedScoresDoNotMatter) {
  this->setScale(Scale::make(1u << 25, 25));
  for (unsigned visible = 0; visible <= TypeParam::kChunk; ++visible) {
    std::vector<std::int32_t> scores(TypeParam::kChunk, -77);
    std::fill(scores.begin() + visible, scores.end(), INT32_MAX);
    this->send(scores, visible, true, visible % 16);
  }
  this->finish();
}

TYPED_TEST(SoftmaxBench, ExponentsRiseAndFall) {
  this->setScale(Scale::make(1u << 25, 25));
  const int steps[] = {0, 256, -256, 5000, 4000, -70000, 9000, 9001, 300000, -400000};
  for (unsigned row = 0; row < 8; ++row)
    for (const int step : steps)
      this->send(std::vector<std::int32_t>(TypeParam::kChunk, step + int(row)), 16 - row, step == 0,
                 row);
  this->finish();
}

TYPED_TEST(SoftmaxBench, RandomRowsBackToBack) {
  for (const double octaves : {0.5, 3.0, 30.0, 3000.0}) {
    this->setScale(num::scaleFromReal(octaves * 256 / 5000));
    this->runRows(6, 5000, false);
  }
  this->finish();
}

/// As the last block of an attention has: one to six rows in turn, each offered at once.
TYPED_TEST(SoftmaxBench, FewRowsBackToBack) {
  this->setScale(num::scaleFromReal(3.0 * 256 / 5000));
  for (unsigned rows = 1; rows <= 6; ++rows)
    for (unsigned chunk = 0; chunk < 8; ++chunk)
      for (unsigned row = 0; row < rows; ++row)
        this->send(this->scores(5000), TypeParam::kChunk, chunk == 0, row);
  this->finish();
}

TYPED_TEST(SoftmaxBench, RandomRowsInAnyOrder) {
  this->setScale(num::scaleFromReal(3.0 * 256 / 5000));
  for (unsigned chunk = 0; chunk < 400; ++chunk) {
    const bool near = this->random_.chance(70);
    const auto row = static_cast<unsigned>(this->random_.below(near ? 3 : TypeParam::kRows));
    const bool first = !this->rows_.contains(row) || this->random_.chance(10);
    const auto visible = static_cast<unsigned>(this->random_.below(TypeParam::kChunk + 1));
    this->send(this->scores(5000), visible, first, row);
    while (this->random_.chance(20))
      this->tick();
  }
  this->finish();
}

/// A row's next chunk waits for its state, another row's chunk for the lanes alone.
TYPED_TEST(SoftmaxBench, RatesOfOneRowAndOfMany) {
  constexpr unsigned kPeriod = TypeParam::kChunk / TypeParam::kLanes;
  const auto gap = [&](unsigned row, unsigned next) {
    this->drain();
    const std::uint64_t taken = this->send(this->scores(5000), TypeParam::kChunk, true, row);
    return this->send(this->scores(5000), TypeParam::kChunk, true, next) - taken;
  };
  this->setScale(num::scaleFromReal(3.0 * 256 / 5000));
  EXPECT_EQ(gap(3, 4), kPeriod);
  EXPECT_EQ(gap(3, 3), std::max(kPeriod, TypeParam::kLatency + 4));
  this->finish();
}

TYPED_TEST(SoftmaxBench, RandomRowsWithPauses) {
  this->setScale(num::scaleFromReal(4.0 * 256 / 500000));
  this->runRows(10, 500000, true);
  this->finish();
}

} // namespace
} // namespace weft
