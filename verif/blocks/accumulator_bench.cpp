// accumulator_bench.cpp: The Verilated accumulator against its model.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/accumulator/accumulator_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vaccumulator_c16.h"
#include "Vaccumulator_c4.h"
#include "Vaccumulator_c8.h"
#include "Vaccumulator_shared16.h"
#include "Vaccumulator_shared4.h"
#include "Vaccumulator_shared8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <bitset>
#include <deque>
#include <optional>

namespace weft {
namespace {

using num::AttentionUnit;

template <class D, int columns_, int halfRows_, int latency_,
          AttentionUnit attention = AttentionUnit::dedicated>
struct Shape {
  using Dut = D;
  static constexpr bool kIsShared = attention == AttentionUnit::shared;
  static constexpr unsigned kRowLatency = rowLatency(unsigned{latency_}, attention);
  static constexpr unsigned kColumns = columns_, kRows = 2 * halfRows_, kLatency = latency_;
  static constexpr unsigned kAddressBits = std::bit_width(kRows - 1);
};

using Shapes = ::testing::Types<Shape<Vaccumulator_c4, 4, 16, 1>, Shape<Vaccumulator_c8, 8, 32, 2>,
                                Shape<Vaccumulator_c16, 16, 2048, 1>,
                                Shape<Vaccumulator_shared4, 4, 16, 1, AttentionUnit::shared>,
                                Shape<Vaccumulator_shared8, 8, 32, 2, AttentionUnit::shared>,
                                Shape<Vaccumulator_shared16, 16, 2048, 2, AttentionUnit::shared>>;

using Row = std::vector<std::int32_t>;

/// The array's side and the store engine's side at once. A row rests until it is written
/// before it is announced to be added to, the least that the block allows, and is not read while
/// its data is on its way.
template <class S> class Traffic : public sim::Agent {
public:
  Traffic(typename S::Dut& dut, unsigned addPercent, unsigned readPercent)
      : dut_(dut), model_(S::kRows, S::kColumns), addPercent_(addPercent),
        readPercent_(readPercent) {}

  void drive() override {
    driveData();
    driveRead();
    driveAnnouncement();
  }

  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    const bool blocked = dut_.add_valid_i && !dut_.add_overwrite_i &&
                         half(dut_.add_address_i) == half(dut_.rd_address_i);
    if (dut_.rd_ready_o == blocked)
      log.report(cycle, "the store engine's row is granted wrongly");
    noteRead();
    checkRead(cycle, log);
    if (arriving_)
      take(*arriving_);
  }

  bool done() const override {
    return compared_ >= 4000 && (!S::kIsShared || alignmentsSeen_.all());
  }

private:
  struct Announcement {
    std::size_t row;
    bool overwrite;
    bool weighs;
    Alignment alignment;
  };

  /// Of a longest chunk.
  static constexpr std::int64_t kMostWeighed =
      std::int64_t{num::kMostProbability} * 128 * num::kMostChunkKeys;

  static std::size_t half(std::size_t row) { return row / (S::kRows / 2); }

  /// The data of the row that was announced READ_LATENCY cycles ago, or noise.
  void driveData() {
    if (announced_.size() > S::kRowLatency)
      announced_.pop_front();
    arriving_.reset();
    if (announced_.size() >= S::kLatency)
      arriving_ = announced_[announced_.size() - S::kLatency];
    dut_.add_data_valid_i = arriving_.has_value();
    const std::int64_t most = arriving_ && arriving_->weighs ? kMostWeighed : 1 << 26;
    for (unsigned c = 0; c < S::kColumns; ++c) {
      data_[c] = static_cast<std::int32_t>(random_.uniform(-most, most));
      sim::setBits(dut_.add_data_i, 32 * c, 32, static_cast<std::uint64_t>(data_[c]));
    }
  }

  /// A read waits with the same address until it is granted.
  void driveRead() {
    if (dut_.rd_valid_i && !granted_)
      return;
    const auto row = static_cast<std::size_t>(random_.below(S::kRows));
    sim::setBits(dut_.rd_address_i, 0, S::kAddressBits, row);
    dut_.rd_valid_i = filled() && !isOnItsWay(row) && random_.chance(readPercent_);
  }

  /// Overwrites every row once, in order; then hits a few rows again and again.
  void driveAnnouncement() {
    const std::size_t row =
        filled() ? half(random_.below(S::kRows)) * (S::kRows / 2) + random_.below(4) : nextToFill_;
    const bool readWaits = dut_.rd_valid_i && dut_.rd_address_i == row;
    const bool overwrite = !filled() || random_.chance(20);
    const bool rested = overwrite || !isOnItsWay(row);
    const bool add = !filled() || (random_.chance(addPercent_) && rested && !readWaits);
    dut_.add_valid_i = add;
    dut_.add_overwrite_i = overwrite;
    sim::setBits(dut_.add_address_i, 0, S::kAddressBits, row);
    Announcement announcement{row, overwrite, false, {0, 0}};
    if constexpr (S::kIsShared)
      driveAlignment(announcement);
    announced_.push_back(add ? std::optional(announcement) : std::nullopt);
    nextToFill_ += !filled();
  }

  /// Any shift of either side; what stands beside other rows means nothing.
  void driveAlignment(Announcement& announcement) {
    const bool row = random_.chance(50);
    const auto shift = static_cast<int>(random_.below(num::kMostAlignment + 1));
    announcement.weighs = random_.chance(60);
    announcement.alignment = row ? Alignment{shift, 0} : Alignment{0, shift};
    dut_.add_weighs_i = announcement.weighs;
    dut_.add_align_row_i = row;
    dut_.add_align_shift_i = static_cast<std::uint8_t>(shift);
  }

  void take(const Announcement& row) {
    if (!row.weighs)
      return model_.add(row.row, data_, row.overwrite);
    model_.addWeighed(row.row, data_, row.overwrite, row.alignment);
    const auto [ofRow, ofChunk] = row.alignment;
    alignmentsSeen_.set(
        static_cast<std::size_t>(ofChunk > 0 ? num::kMostAlignment + ofChunk : ofRow));
  }

  bool filled() const { return nextToFill_ == S::kRows; }

  bool isOnItsWay(std::size_t row) const {
    const auto isRow = [row](const std::optional<Announcement>& a) { return a && a->row == row; };
    return std::ranges::any_of(announced_, isRow);
  }

  void noteRead() {
    granted_ = dut_.rd_valid_i && dut_.rd_ready_o;
    reads_.push_back(std::nullopt);
    if (granted_) {
      const auto sums = model_.row(dut_.rd_address_i);
      reads_.back() = Row(sums.begin(), sums.end());
    }
  }

  void checkRead(std::uint64_t cycle, sim::ViolationLog& log) {
    if (reads_.size() <= S::kLatency)
      return;
    const std::optional<Row> expected = reads_.front();
    reads_.pop_front();
    if (dut_.rd_data_valid_o != expected.has_value())
      return log.report(cycle, "a row leaves at the wrong time");
    if (!expected)
      return;
    for (unsigned c = 0; c < S::kColumns; ++c)
      if (sim::getSigned(dut_.rd_data_o, 32 * c, 32) != (*expected)[c])
        log.report(cycle, "column " + std::to_string(c) + " differs");
    ++compared_;
  }

  typename S::Dut& dut_;
  AccumulatorModel model_;
  unsigned addPercent_, readPercent_;
  num::Random random_{11};
  Row data_ = Row(S::kColumns);
  std::deque<std::optional<Announcement>> announced_; ///< whose rows are not written yet
  std::optional<Announcement> arriving_;              ///< its data is on the pins
  std::deque<std::optional<Row>> reads_;
  std::size_t nextToFill_ = 0;
  bool granted_ = false;
  int compared_ = 0;
  std::bitset<2 * num::kMostAlignment + 1> alignmentsSeen_;
};

template <class S> class AccumulatorBench : public ::testing::Test {
protected:
  void run(unsigned addPercent, unsigned readPercent) {
    sim::ClockedBench<typename S::Dut> bench;
    bench.template add<Traffic<S>>(bench.dut, addPercent, readPercent);
    bench.reset();
    ASSERT_TRUE(bench.runUntilDone(400000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
  }
};

TYPED_TEST_SUITE(AccumulatorBench, Shapes);

TYPED_TEST(AccumulatorBench, AddsInEveryCycleWhileTheStoreEngineReads) { this->run(100, 100); }
TYPED_TEST(AccumulatorBench, AddsWithPauses) { this->run(50, 40); }
TYPED_TEST(AccumulatorBench, IsReadWithoutPausesWhenTheArrayRests) { this->run(2, 100); }

} // namespace
} // namespace weft
