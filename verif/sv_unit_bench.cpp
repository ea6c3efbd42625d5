// sv_unit_bench.cpp: The SV unit against plain weighted sums, tiles loaded while others work.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include <Vsv_unit_lanes1.h>
#include <Vsv_unit_lanes16.h>
#include <Vsv_unit_lanes4.h>
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
  static constexpr unsigned kSumBits = 21;
};

template <class Shape> class SvUnitBench : public ::testing::Test {
protected:
  using Slice = std::array<std::int8_t, Shape::kLanes>;
  using Tile = std::array<Slice, 16>;
  struct Result {
    std::array<std::int64_t, Shape::kLanes> sums;
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
    bench_.dut.weight_valid_i = 0;
    bench_.dut.weight_swap_i = 0;
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
    for (unsigned i = 0; i < Shape::kLanes; ++i)
      EXPECT_EQ(sim::getSigned(bench_.dut.sum_o, i * Shape::kSumBits, Shape::kSumBits),
                want.sums[i])
          << "lane " << i << " of result " << checked_;
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

  void weigh(const Tile& tile, bool swap, bool extreme) {
    const auto tag = static_cast<unsigned>(random_.below(1u << Shape::kTagBits));
    bench_.dut.weight_valid_i = 1;
    bench_.dut.weight_swap_i = swap;
    sim::setBits(bench_.dut.weight_tag_i, 0, Shape::kTagBits, tag);
    Result result{{}, tag};
    for (unsigned k = 0; k < 16; ++k) {
      const auto p = static_cast<unsigned>(extreme ? 255 : random_.below(256));
      sim::setBits(bench_.dut.weight_i, 8 * k, 8, p);
      for (unsigned i = 0; i < Shape::kLanes; ++i)
        result.sums[i] += tile[k][i] * static_cast<int>(p);
    }
    expected_.push_back(result);
  }

  /// Streams `words` against `tile`, loading `next` from the first word on. With `pauses`,
  /// loads and words wait at random.
  void runTile(const Tile& tile, const Tile& next, unsigned words, bool pauses, bool extreme) {
    unsigned row = 0;
    for (unsigned done = 0; done < words || row < 16;) {
      if (done < words && !(pauses && random_.chance(40)))
        weigh(tile, done++ == 0, extreme);
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

using Shapes = ::testing::Types<Shape<Vsv_unit_lanes1, 1, 8>, Shape<Vsv_unit_lanes4, 4, 8>,
                                Shape<Vsv_unit_lanes16, 16, 12>>;
TYPED_TEST_SUITE(SvUnitBench, Shapes);

TYPED_TEST(SvUnitBench, ExtremeValuesBackToBack) { this->run(20, false, true); }

TYPED_TEST(SvUnitBench, RandomTilesBackToBack) { this->run(60, false, false); }

TYPED_TEST(SvUnitBench, RandomTilesWithPauses) { this->run(60, true, false); }

} // namespace
} // namespace weft
