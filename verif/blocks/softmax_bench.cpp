// softmax_bench.cpp: The softmax against its model, rows interleaved, chunks with and without gaps.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

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

template <class DutClass, unsigned rows, Nonlinear kind> struct Shape {
  using Dut = DutClass;
  static constexpr unsigned kRows = rows;
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
  /// Cycles that must lie between two chunks of one row.
  static constexpr std::uint64_t kRowGap = 6;

  num::Random random_{51};
  sim::ClockedBench<typename Shape::Dut> bench_;
  std::deque<Probabilities> probabilities_;
  std::deque<State> states_;
  std::map<unsigned, SoftmaxRow> rows_;
  std::map<unsigned, std::uint64_t> lastTaken_;
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
    bench_.dut.multiplier_i = static_cast<std::uint32_t>(scale.multiplier() >> 9);
    bench_.dut.shift_i = static_cast<std::uint8_t>(scale.shift() - 9);
  }

  void tick() {
    bench_.tick([&] {
      checkProbabilities();
      checkState();
    });
  }

  void checkProbabilities() {
    const auto& dut = bench_.dut;
    if (!dut.p_valid_o)
      return;
    ASSERT_FALSE(probabilities_.empty());
    const Probabilities want = probabilities_.front();
    probabilities_.pop_front();
    for (unsigned k = 0; k < 16; ++k)
      EXPECT_EQ(sim::getBits(dut.p_o, 8 * k, 8), want.chunk.p[k]) << "chunk " << checked_;
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

  void expect(const std::vector<std::int32_t>& scores, unsigned visible, bool first, unsigned row,
              unsigned tag) {
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

  void send(const std::vector<std::int32_t>& scores, unsigned visible, bool first, unsigned row) {
    while (lastTaken_.contains(row) && bench_.cycle() < lastTaken_[row] + kRowGap)
      tick();
    auto& dut = bench_.dut;
    const auto tag = static_cast<unsigned>(random_.below(4));
    for (unsigned k = 0; k < 16; ++k)
      sim::setBits(dut.chunk_score_i, 32 * k, 32, static_cast<std::uint32_t>(scores[k]));
    dut.chunk_visible_i = static_cast<std::uint8_t>(visible);
    dut.chunk_first_i = first;
    dut.chunk_row_i = static_cast<std::uint8_t>(row);
    dut.chunk_tag_i = static_cast<std::uint8_t>(tag);
    dut.chunk_valid_i = 1;
    expect(scores, visible, first, row, tag);
    bool taken = false;
    while (!taken)
      bench_.tick([&] {
        taken = dut.chunk_ready_o;
        checkProbabilities();
        checkState();
      });
    lastTaken_[row] = bench_.cycle();
    dut.chunk_valid_i = 0;
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

  std::vector<std::int32_t> scores(std::int64_t sigma) {
    std::vector<std::int32_t> drawn(16);
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
        const unsigned visible = random_.chance(60) ? 16 : unsigned(random_.below(17));
        send(scores(sigma), visible, chunk == 0, row);
      }
  }
};

using Shapes = ::testing::Types<Shape<Vsoftmax_lanes16, 64, Nonlinear::accurate>,
                                Shape<Vsoftmax_lanes4, 16, Nonlinear::accurate>,
                                Shape<Vsoftmax_lanes1, 16, Nonlinear::ibert>>;
TYPED_TEST_SUITE(SoftmaxBench, Shapes);

TYPED_TEST(SoftmaxBench, ExtremesAndEqualScores) {
  for (const int shift : {10, 20, 26, 33, 40, 63}) {
    this->setScale(Scale::make((1u << 26) - 1, shift));
    for (const std::int32_t score : {INT32_MIN, -1, 0, 1, INT32_MAX})
      for (const unsigned visible : {0u, 1u, 16u})
        this->send(std::vector<std::int32_t>(16, score), visible, visible == 0, 3);
  }
  this->finish();
}

TYPED_TEST(SoftmaxBench, MaskedScoresDoNotMatter) {
  this->setScale(Scale::make(1u << 25, 25));
  for (unsigned visible = 0; visible <= 16; ++visible) {
    std::vector<std::int32_t> scores(16, -77);
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
      this->send(std::vector<std::int32_t>(16, step + int(row)), 16 - row, step == 0, row);
  this->finish();
}

TYPED_TEST(SoftmaxBench, RandomRowsBackToBack) {
  for (const double octaves : {0.5, 3.0, 30.0, 3000.0}) {
    this->setScale(num::scaleFromReal(octaves * 256 / 5000));
    this->runRows(6, 5000, false);
  }
  this->finish();
}

TYPED_TEST(SoftmaxBench, RandomRowsWithPauses) {
  this->setScale(num::scaleFromReal(4.0 * 256 / 500000));
  this->runRows(10, 500000, true);
  this->finish();
}

} // namespace
} // namespace weft
