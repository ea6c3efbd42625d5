// convolution_accesses_test.cpp: What a CONVOLVE moves, counted loop by loop
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "gen/num/random.hpp"
#include "sw/perf/access_counts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace weft {
namespace {

constexpr std::uint64_t kRows = 4, kColumns = 8;
constexpr std::uint64_t kSumBytes = 3; ///< 16 bits and those of the 28 products of 7 taps

/// An array of 4 x 8, cycle by cycle.
class Cells {
public:
  AccessCounts counts;

  void pass(const isa::Convolve& c, bool adds) {
    for (unsigned word = 0; word < c.taps * kRows; ++word)
      enterWeights();
    for (unsigned line = 0; line < c.lines; line += kColumns)
      block(c, std::min<std::uint64_t>(kColumns, c.lines - line), adds);
  }

private:
  void block(const isa::Convolve& c, std::uint64_t lines, bool adds) {
    std::set<std::pair<unsigned, unsigned>> read;
    for (unsigned x = 0; x < c.columns; ++x) {
      for (unsigned e = 0; e < lines; ++e)
        for (unsigned r = 0; r < c.kernelRows; ++r)
          for (unsigned s = 0; s < c.taps; ++s)
            if (read.insert({e * c.step + r, x * c.step + s}).second)
              enterPixel();
      step(c.taps);
      const std::uint64_t touches = (adds ? 2 : 1) * std::uint64_t{lines};
      counts.accumulator += {touches, touches * 4 * kColumns};
    }
  }

  /// One weight per filter, each of which passes the cells of the row that the word is for.
  void enterWeights() {
    counts.scratchpad += {1, kColumns};
    counts.buffers += 2 * kColumns;
    for (unsigned filter = 0; filter < kColumns; ++filter)
      counts.neighbours += {kColumns, kColumns};
  }

  /// A byte of it passes the cells of every row.
  void enterPixel() {
    counts.scratchpad += {1, kRows};
    for (unsigned row = 0; row < kRows; ++row)
      counts.neighbours += {kColumns, kColumns};
  }

  void step(unsigned taps) {
    for (unsigned cell = 0; cell < kRows * kColumns; ++cell)
      for (unsigned filter = 0; filter < kColumns; ++filter)
        for (unsigned tap = 0; tap < taps; ++tap) {
          ++counts.macs;
          counts.registers += {2, 2};
          if (tap == 0)
            counts.neighbours += {1, kSumBytes};
          else
            counts.registers += {2, 2 * kSumBytes}; // out and in
        }
    counts.buffers += 2 * kSumBytes * kColumns * kColumns;
  }
};

AccessCounts countedOf(const isa::Convolve& c) {
  Cells cells;
  for (unsigned k = 0; k < c.kTiles; ++k)
    for (unsigned n = 0; n < c.nTiles; ++n)
      cells.pass(c, k > 0 || c.accumulate != 0);
  return cells.counts;
}

void expectSame(const Accesses& form, const Accesses& counted) {
  EXPECT_EQ(form.words, counted.words);
  EXPECT_EQ(form.bytes, counted.bytes);
}

TEST(ConvolutionAccesses, AreThoseOfTheLoops) {
  const Config config = loadConfig("tiny4", {"array.dataflow=rs", "array.columns=8"});
  num::Random random(3);
  const auto drawn = [&](int least, int most) {
    return static_cast<std::uint32_t>(random.uniform(least, most));
  };
  for (int round = 0; round < 50; ++round) {
    isa::Convolve c;
    c.accumulate = drawn(0, 1);
    c.lines = drawn(1, 20);
    c.columns = drawn(1, 6);
    c.kTiles = drawn(1, 3);
    c.nTiles = drawn(1, 2);
    c.step = drawn(1, 2);
    c.kernelRows = drawn(static_cast<int>(c.step), static_cast<int>(kRows)); // every line is seen
    c.taps = drawn(static_cast<int>(c.step), 7);                             // and every pixel
    PlannedCommand command;
    command.engine = isa::Engine::array;
    command.fields = c;
    const AccessCounts form = accessesOf(command, config), counted = countedOf(c);
    EXPECT_EQ(form.macs, counted.macs);
    EXPECT_EQ(form.buffers, counted.buffers);
    expectSame(form.registers, counted.registers);
    expectSame(form.neighbours, counted.neighbours);
    expectSame(form.scratchpad, counted.scratchpad);
    expectSame(form.accumulator, counted.accumulator);
  }
}

} // namespace
} // namespace weft
