// qk_unit_bench.cpp: The QK unit against plain dot products, tiles loaded while others work.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include <Vqk_unit_lanes1.h>
#include <Vqk_unit_lanes16.h>
#include <Vqk_unit_lanes4.h>
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <vector>

namespace weft {
namespace {

template <class DutClass, unsigned lanes, unsigned tagBits> struct Shape {
  using Dut = DutClass;
  static constexpr unsigned kLanes = lanes;
  static constexpr unsigned kTagBits = tagBits;
  static constexpr unsigned kSumBits = 16 + (lanes == 1 ? 0 : lanes == 4 ? 2 : 4);
};

template <class Shape> class QkUnitBench : public ::testing::Test {
protected:
  using Slice = std::array<std::int8_t, Shape::kLanes>;
  using Tile = std::array<Slice, 16>;
  struct Result {
    std::array<std::int64_t, 16> sums;
    unsigned tag;
  };

  num::Random random_{41};
  sim::ClockedBench<typename Shape::Dut> bench_;
  std::deque<Result> expected_;
  std::size_t checked_ = 0;

  void SetUp() override {
    idle();
    bench_.reset();
  }

  void idle() {
    bench_.dut.load_valid_i = 0;
    bench_.dut.query_valid_i = 0;
    bench_.dut.query_swap_i = 0;
  }

  void tick() {
    bench_.tick([&] { check(); });
    idle();
  }

  void check() {
    if (!bench_.dut.sum_valid_o)
      return;
    ASSERT_FALSE(expected_.empty()) << "a result too many";
    const Result want = expected_.front();
    expected_.pop_front();
    EXPECT_EQ(bench_.dut.sum_tag_o, want.tag);
    for (unsigned k = 0; k < 16; ++k)
      EXPECT_EQ(sim::getSigned(bench_.dut.sum_o, k * Shape::kSumBits, Shape::kSumBits),
                want.sums[k])
          << "key " << k << " of result " << checked_;
    ++checked_;
  }

  std::int8_t byte(bool extreme) {
    return static_cast<std::int8_t>(extreme ? (random_.chance(70) ? -128 : 127)
                                            : random_.uniform(-128, 127));
  }

  Slice slice(bool extreme) {
    Slice bytes;
    for (auto& value : bytes)
      value = byte(extreme);
    return bytes;
  }

  template <class Port> static void put(Port& port, const Slice& bytes) {
    for (unsigned i = 0; i < Shape::kLanes; ++i)
      sim::setBits(port, 8 * i, 8, static_cast<std::uint8_t>(bytes[i]));
  }

  void load(unsigned row, const Slice& bytes) {
    bench_.dut.load_valid_i = 1;
    bench_.dut.load_row_i = static_cast<std::uint8_t>(row);
    put(bench_.dut.load_data_i, bytes);
  }

  void query(const Tile& tile, bool swap, bool extreme) {
    const Slice bytes = slice(extreme);
    const auto tag = static_cast<unsigned>(random_.below(1u << Shape::kTagBits));
    bench_.dut.query_valid_i = 1;
    bench_.dut.query_swap_i = swap;
    sim::setBits(bench_.dut.query_tag_i, 0, Shape::kTagBits, tag);
    put(bench_.dut.query_data_i, bytes);
    Result result{{}, tag};
    for (unsigned k = 0; k < 16; ++k)
      for (unsigned i = 0; i < Shape::kLanes; ++i)
        result.sums[k] += tile[k][i] * bytes[i];
    expected_.push_back(result);
  }

  /// Streams `queries` against `tile`, loading `next` from the first query on. With `pauses`,
  /// loads and queries wait at random.
  void runTile(const Tile& tile, const Tile& next, unsigned queries, bool pauses, bool extreme) {
    unsigned row = 0;
    for (unsigned done = 0; done < queries || row < 16;) {
      if (done < queries && !(pauses && random_.chance(40)))
        query(tile, done++ == 0, extreme);
      if (done > 0 && row < 16 && !(pauses && random_.chance(40))) {
        load(row, next[row]);
        ++row;
      }
      tick();
    }
  }

  Tile tile(bool extreme) {
    Tile rows;
    for (auto& row : rows)
      row = slice(extreme);
    return rows;
  }

  void run(unsigned tiles, bool pauses, bool extreme) {
    Tile now = tile(extreme);
    for (unsigned row = 0; row < 16; ++row) {
      load(row, now[row]);
      tick();
    }
    for (unsigned t = 0; t < tiles; ++t) {
      const Tile next = tile(extreme);
      runTile(now, next, 1 + static_cast<unsigned>(random_.below(70)), pauses, extreme);
      now = next;
    }
    for (int i = 0; i < 20; ++i)
      tick();
    EXPECT_TRUE(expected_.empty());
    EXPECT_GT(checked_, tiles);
  }
};

using Shapes = ::testing::Types<Shape<Vqk_unit_lanes1, 1, 8>, Shape<Vqk_unit_lanes4, 4, 8>,
                                Shape<Vqk_unit_lanes16, 16, 12>>;
TYPED_TEST_SUITE(QkUnitBench, Shapes);

TYPED_TEST(QkUnitBench, ExtremeValuesBackToBack) { this->run(20, false, true); }

TYPED_TEST(QkUnitBench, RandomTilesBackToBack) { this->run(60, false, false); }

TYPED_TEST(QkUnitBench, RandomTilesWithPauses) { this->run(60, true, false); }

} // namespace
} // namespace weft
