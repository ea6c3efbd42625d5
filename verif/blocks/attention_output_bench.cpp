// attention_output_bench.cpp: Division and scaling of finished blocks against the model.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/attention_output_model.hpp"
#include "gen/num/random.hpp"
#include "verif/blocks/attention_output_memory.hpp"
#include "verif/harness/byte_beat.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include <Vattention_output_lanes1.h>
#include <Vattention_output_lanes16.h>
#include <Vattention_output_lanes4.h>
#include <gtest/gtest.h>

namespace weft::sim {
namespace {

template <class DutClass, unsigned lanes, unsigned rows, unsigned accumulatorBits, unsigned latency>
struct Shape {
  using Dut = DutClass;
  static constexpr unsigned kLanes = lanes;
  static constexpr unsigned kRows = rows;
  static constexpr unsigned kAccumulatorBits = accumulatorBits;
  static constexpr unsigned kLatency = latency;
};

template <class S> class AttentionOutputBench : public ::testing::Test {
protected:
  /// `blocks` blocks of random rows, all with the same scale and width; returns the cycles taken.
  std::uint64_t run(unsigned blocks, unsigned slices, unsigned stallPercent, bool extreme) {
    ClockedBench<typename S::Dut> bench;
    auto& dut = bench.dut;
    const num::Scale scale =
        num::scaleFromReal(std::ldexp(1.0 + static_cast<double>(random_.below(1000)) / 1000,
                                      static_cast<int>(random_.below(7)) - 6));
    dut.scale_multiplier_i = static_cast<std::uint32_t>(scale.multiplier() >> 9);
    dut.scale_shift_i = static_cast<std::uint8_t>(scale.shift());
    dut.slices_i = static_cast<std::uint8_t>(slices);
    auto& memory = bench.template add<AttentionOutputMemory<S>>(dut, slices);
    auto& driver = bench.template add<StreamDriver<std::uint8_t>>(
        dut.block_valid_i, dut.block_ready_o, StallSource(7, 0, stallPercent),
        [&](std::uint8_t rows) { dut.block_data_i = rows; },
        [&](std::uint64_t noise) { dut.block_data_i = static_cast<std::uint8_t>(noise); });
    auto& monitor = bench.template add<StreamMonitor<ByteBeat>>(
        "word", dut.word_valid_o, dut.word_ready_i, StallSource(7, 1, stallPercent),
        [&] {
          ByteBeat beat{std::vector<std::uint8_t>(S::kLanes), dut.word_last_o != 0};
          getBytes(dut.word_data_o, beat.data.data(), S::kLanes);
          return beat;
        },
        toText);
    words_ = 0;
    for (unsigned b = 0; b < blocks; ++b) {
      const AttentionBlock block = drawBlock(slices, extreme);
      memory.push(block);
      driver.push(static_cast<std::uint8_t>(block.sums.size()));
      expectWords(monitor, block, slices, scale);
    }
    bench.reset();
    EXPECT_TRUE(bench.runUntilDone(1'000'000, 0));
    EXPECT_EQ(bench.violations().first(), "");
    return bench.cycle();
  }

  unsigned mostSlices() const { return 128 / S::kLanes; }

  num::Random random_{47};
  std::uint64_t words_ = 0;

private:
  AttentionBlock drawBlock(unsigned slices, bool extreme) {
    constexpr std::int64_t kLimit = std::int64_t{1} << (S::kAccumulatorBits - 1);
    AttentionBlock block;
    block.sums.resize(1 + random_.below(S::kRows));
    for (std::uint32_t& sum : block.sums)
      sum = random_.chance(5)
                ? 0
                : static_cast<std::uint32_t>(
                      extreme ? UINT32_MAX : random_.bits() >> (32 + random_.below(17)) | 1U << 15);
    block.values.resize(block.sums.size() * slices * S::kLanes);
    for (std::int64_t& value : block.values)
      value = extreme ? (random_.chance(50) ? -kLimit : kLimit - 1)
                      : random_.uniform(-kLimit, kLimit - 1) >> random_.below(S::kAccumulatorBits);
    return block;
  }

  void expectWords(StreamMonitor<ByteBeat>& monitor, const AttentionBlock& block, unsigned slices,
                   num::Scale scale) {
    const std::int64_t* value = block.values.data();
    for (const std::uint32_t sum : block.sums)
      for (unsigned slice = 0; slice < slices; ++slice) {
        ByteBeat beat{{}, slice + 1 == slices};
        for (unsigned lane = 0; lane < S::kLanes; ++lane, ++value)
          beat.data.push_back(static_cast<std::uint8_t>(
              sum == 0 ? 0 : attentionOutput(*value, rowFactor(sum, scale))));
        monitor.expect(beat);
        ++words_;
      }
  }
};

using Shapes = ::testing::Types<Shape<Vattention_output_lanes1, 1, 16, 32, 1>,
                                Shape<Vattention_output_lanes4, 4, 128, 36, 2>,
                                Shape<Vattention_output_lanes16, 16, 64, 32, 1>>;
TYPED_TEST_SUITE(AttentionOutputBench, Shapes);

TYPED_TEST(AttentionOutputBench, ExtremeValues) {
  this->run(6, 1, 0, true);
  this->run(6, this->mostSlices(), 0, true);
}

TYPED_TEST(AttentionOutputBench, RandomBlocksOfEveryWidth) {
  for (unsigned slices = 1; slices <= this->mostSlices(); slices += 1 + this->mostSlices() / 6)
    this->run(6, slices, 0, false);
}

TYPED_TEST(AttentionOutputBench, RandomBlocksUnderStalls) {
  for (unsigned slices = 1; slices <= this->mostSlices(); slices += 1 + this->mostSlices() / 6)
    this->run(6, slices, 50, false);
}

/// One word a cycle, across rows and blocks.
TYPED_TEST(AttentionOutputBench, SendsAWordEveryCycle) {
  for (const unsigned slices : {1U, this->mostSlices()}) {
    const std::uint64_t cycles = this->run(9, slices, 0, false);
    EXPECT_LE(cycles, this->words_ + 9 + 20);
  }
}

} // namespace
} // namespace weft::sim
