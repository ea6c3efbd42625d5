// score_buffer_bench.cpp: The score buffer against plain sums, one bank read, the other added to.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/attention_formats.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include <Vscore_buffer_rows128.h>
#include <Vscore_buffer_rows16.h>
#include <Vscore_buffer_rows64.h>
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <vector>

namespace weft {
namespace {

template <class DutClass, unsigned chunk, unsigned rows, unsigned sumBits, unsigned latency>
struct Shape {
  using Dut = DutClass;
  static constexpr unsigned kChunk = chunk;
  static constexpr unsigned kRows = rows;
  static constexpr unsigned kSumBits = sumBits;
  static constexpr unsigned kLatency = latency;
};

template <class S> class ScoreBufferBench : public ::testing::Test {
protected:
  static constexpr unsigned kKeys = S::kChunk, kScoreBits = num::kHeadScoreBits;
  static constexpr unsigned kMostSums = 8; ///< as many of the widest as a score can hold
  using Scores = std::array<std::int64_t, kKeys>;

  void SetUp() override {
    idle();
    bench_.reset();
  }

  /// Rows of a bank are added up in random order while those of the other bank are read, once each.
  void run(unsigned phases, unsigned pausePercent, bool extreme) {
    for (unsigned phase = 0; phase < phases; ++phase) {
      fill(phase % 2, phase > 0, pausePercent, extreme);
      for (unsigned i = 0; i < kRest; ++i)
        tick();
    }
    EXPECT_TRUE(expected_.empty());
    EXPECT_EQ(checked_, (phases - 1) * S::kRows);
  }

private:
  static constexpr unsigned kRest = S::kLatency + 2; ///< cycles between additions to a row
  struct Reading {
    std::uint64_t cycle;
    Scores scores;
  };

  void fill(unsigned bank, bool read, unsigned pausePercent, bool extreme) {
    std::vector<unsigned> left(S::kRows);
    std::vector<std::uint64_t> restsUntil(S::kRows, 0);
    unsigned total = 0;
    for (unsigned& sums : left)
      total += sums = 1 + static_cast<unsigned>(random_.below(kMostSums));
    std::vector<bool> begun(S::kRows, false);
    std::vector<unsigned> unread = read ? shuffledRows() : std::vector<unsigned>{};
    while (total > 0 || !unread.empty()) {
      const auto row = static_cast<unsigned>(random_.below(S::kRows));
      if (left[row] > 0 && bench_.cycle() >= restsUntil[row] && !random_.chance(pausePercent)) {
        add(bank, row, !begun[row], extreme);
        begun[row] = true;
        restsUntil[row] = bench_.cycle() + kRest;
        --left[row];
        --total;
      }
      if (!unread.empty() && !random_.chance(pausePercent)) {
        ask(1 - bank, unread.back());
        unread.pop_back();
      }
      tick();
    }
  }

  std::vector<unsigned> shuffledRows() {
    std::vector<unsigned> rows(S::kRows);
    for (unsigned row = 0; row < S::kRows; ++row) {
      const auto other = random_.below(row + 1);
      rows[row] = rows[other];
      rows[other] = row;
    }
    return rows;
  }

  void add(unsigned bank, unsigned row, bool first, bool extreme) {
    auto& dut = bench_.dut;
    dut.add_valid_i = 1;
    dut.add_bank_i = static_cast<std::uint8_t>(bank);
    dut.add_first_i = first;
    dut.add_row_i = static_cast<std::uint8_t>(row);
    constexpr std::int64_t kLimit = std::int64_t{1} << (S::kSumBits - 1);
    const bool negative = random_.chance(50);
    Scores& held = model_[bank][row];
    for (unsigned k = 0; k < kKeys; ++k) {
      const std::int64_t sum =
          extreme ? (negative ? -kLimit : kLimit - 1) : random_.uniform(-kLimit, kLimit - 1);
      sim::setBits(dut.add_sum_i, k * S::kSumBits, S::kSumBits, static_cast<std::uint64_t>(sum));
      held[k] = (first ? 0 : held[k]) + sum;
    }
  }

  void ask(unsigned bank, unsigned row) {
    auto& dut = bench_.dut;
    dut.rd_en_i = 1;
    dut.rd_bank_i = static_cast<std::uint8_t>(bank);
    dut.rd_row_i = static_cast<std::uint8_t>(row);
    expected_.push_back({bench_.cycle() + S::kLatency, model_[bank][row]});
  }

  void idle() {
    bench_.dut.add_valid_i = 0;
    bench_.dut.rd_en_i = 0;
  }

  void tick() {
    bench_.tick([&] { check(); });
    idle();
  }

  void check() {
    if (expected_.empty() || expected_.front().cycle != bench_.cycle())
      return;
    for (unsigned k = 0; k < kKeys; ++k)
      EXPECT_EQ(sim::getSigned(bench_.dut.rd_score_o, k * kScoreBits, kScoreBits),
                expected_.front().scores[k])
          << "key " << k << " of reading " << checked_;
    expected_.pop_front();
    ++checked_;
  }

  num::Random random_{43};
  sim::ClockedBench<typename S::Dut> bench_;
  std::array<std::array<Scores, S::kRows>, 2> model_{};
  std::deque<Reading> expected_;
  std::size_t checked_ = 0;
};

using Shapes = ::testing::Types<Shape<Vscore_buffer_rows16, 16, 16, 16, 1>,
                                Shape<Vscore_buffer_rows64, num::kChunkKeys, 64, 20, 1>,
                                Shape<Vscore_buffer_rows128, 64, 128, 18, 2>>;
TYPED_TEST_SUITE(ScoreBufferBench, Shapes);

TYPED_TEST(ScoreBufferBench, ExtremeSumsBackToBack) { this->run(6, 0, true); }

TYPED_TEST(ScoreBufferBench, RandomSumsBackToBack) { this->run(20, 0, false); }

TYPED_TEST(ScoreBufferBench, RandomSumsWithPauses) { this->run(20, 50, false); }

} // namespace
} // namespace weft
