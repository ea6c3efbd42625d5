// stationary_tile_bench.hpp: Drives a unit that holds a tile of rows while words stream past it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include <gtest/gtest.h>

#include <array>
#include <deque>

namespace weft {

template <unsigned lanes> using TileSlice = std::array<std::int8_t, lanes>;
template <unsigned lanes, unsigned rows> using TileOf = std::array<TileSlice<lanes>, rows>;

/// Extremes that add up fastest, or anything.
inline std::int8_t drawByte(num::Random& random, bool extreme) {
  return static_cast<std::int8_t>(extreme ? (random.chance(70) ? -128 : 127)
                                          : random.uniform(-128, 127));
}

template <unsigned lanes> TileSlice<lanes> drawSlice(num::Random& random, bool extreme) {
  TileSlice<lanes> bytes;
  for (auto& value : bytes)
    value = drawByte(random, extreme);
  return bytes;
}

template <class Port, unsigned long lanes>
void putSlice(Port& port, const std::array<std::int8_t, lanes>& bytes) {
  for (unsigned i = 0; i < lanes; ++i)
    sim::setBits(port, 8 * i, 8, static_cast<std::uint8_t>(bytes[i]));
}

/// `Unit` names the device:
/// - `Dut` with load_* and sum_* ports; kLanes, kChunk (rows of a tile), kTagBits, kSumBits, kSums
/// of each;
/// - `offer(dut, valid, swap, tag)`: the controls of its stream;
/// - `stream(dut, tile, random, extreme)`: puts a word on it and returns what must come out.
template <class Unit> class StationaryTileBench : public ::testing::Test {
protected:
  static constexpr unsigned kTileRows = Unit::kChunk;
  using Tile = TileOf<Unit::kLanes, kTileRows>;
  struct Result {
    std::array<std::int64_t, Unit::kSums> sums;
    unsigned tag;
  };

  num::Random random_{41};
  sim::ClockedBench<typename Unit::Dut> bench_;
  std::deque<Result> expected_;
  std::size_t checked_ = 0;

  void SetUp() override {
    idle();
    bench_.reset();
  }

  void run(unsigned tiles, bool pauses, bool extreme) {
    Tile now = tile(extreme);
    for (unsigned row = 0; row < kTileRows; ++row) {
      load(row, now);
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

private:
  void idle() {
    bench_.dut.load_valid_i = 0;
    Unit::offer(bench_.dut, false, false, 0);
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
    for (unsigned i = 0; i < Unit::kSums; ++i)
      EXPECT_EQ(sim::getSigned(bench_.dut.sum_o, i * Unit::kSumBits, Unit::kSumBits), want.sums[i])
          << "sum " << i << " of result " << checked_;
    ++checked_;
  }

  Tile tile(bool extreme) {
    Tile rows;
    for (auto& row : rows)
      row = drawSlice<Unit::kLanes>(random_, extreme);
    return rows;
  }

  void load(unsigned row, const Tile& tile) {
    bench_.dut.load_valid_i = 1;
    bench_.dut.load_row_i = static_cast<std::uint8_t>(row);
    putSlice(bench_.dut.load_data_i, tile[row]);
  }

  void stream(const Tile& tile, bool swap, bool extreme) {
    const auto tag = static_cast<unsigned>(random_.below(1u << Unit::kTagBits));
    Unit::offer(bench_.dut, true, swap, tag);
    expected_.push_back({Unit::stream(bench_.dut, tile, random_, extreme), tag});
  }

  /// Streams `words` against `tile`, loading `next` from the first word on. With `pauses`, loads
  /// and words wait at random.
  void runTile(const Tile& tile, const Tile& next, unsigned words, bool pauses, bool extreme) {
    unsigned row = 0;
    for (unsigned done = 0; done < words || row < kTileRows;) {
      if (done < words && !(pauses && random_.chance(40)))
        stream(tile, done++ == 0, extreme);
      if (done > 0 && row < kTileRows && !(pauses && random_.chance(40)))
        load(row++, next);
      tick();
    }
  }
};

} // namespace weft
