// convolve_test.cpp: A convolution adds what its command names; what lies outside is refused.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/convolve_model.hpp"

#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft {
namespace {

constexpr ArrayShape kShape{4, 8};

void fill(num::Random& random, ByteBank& bank, std::size_t wordBytes) {
  std::vector<std::int8_t> word(wordBytes);
  for (std::size_t i = 0; i < bank.words(); ++i) {
    std::ranges::generate(word,
                          [&] { return static_cast<std::int8_t>(random.uniform(-128, 127)); });
    bank.write(i, word);
  }
}

TEST(Convolve, OfSinglePixelsIsAProduct) {
  num::Random random(6);
  ScratchpadModel scratchpad{ByteBank(64, 4), ByteBank(64, 8)};
  fill(random, scratchpad.activations, 4);
  fill(random, scratchpad.weights, 8);
  isa::Matmul matmul;
  matmul.rows = 11;
  matmul.kTiles = 3;
  matmul.nTiles = 2;
  matmul.activationStart = 3;
  matmul.activationStride = 20;
  matmul.weightKStride = 8;
  matmul.weightNStride = 30;
  matmul.accumulatorStride = 12;
  AccumulatorModel product(64, 8), convolution(64, 8);
  runMatmul(matmul, kShape, scratchpad, product);
  runConvolve(asConvolution(matmul), kShape, scratchpad, convolution);
  EXPECT_TRUE(std::ranges::equal(product.sums(), convolution.sums()));
  for (std::uint32_t rows : {7U, 8U, 9U, 16U, 17U, 40U}) {
    matmul.rows = rows;
    EXPECT_EQ(arrayTiming(asConvolution(matmul), kShape)
                  .period(passCycles(asConvolution(matmul), kShape)),
              arrayTiming(kShape, num::Dataflow::rowStationary).period(rows));
  }
}

/// Images of 3 x 2 results, two lines and pixels apart, of a kernel of 2 x 3; its last pixel, its
/// last weights and its last sums are the last of the memories.
isa::Convolve convolveAtTheEdge() {
  isa::Convolve edge;
  edge.lines = 3;
  edge.columns = 2;
  edge.kTiles = edge.nTiles = edge.kernelRows = edge.step = 2;
  edge.taps = 3;
  edge.firstChannel = 3;
  edge.lineWords = 5;
  edge.activationStart = 2;
  edge.activationStride = 32;
  edge.weightStart = 4;
  edge.weightKStride = 30;
  edge.weightNStride = 18;
  edge.accumulatorStart = 1;
  edge.accumulatorStride = 7;
  return edge;
}

TEST(Convolve, TellsTheLastPixelInsideFromTheFirstOutside) {
  const ScratchpadModel scratchpad{ByteBank(64, 4), ByteBank(64, 8)};
  const AccumulatorModel sums(14, 8);
  const isa::Convolve edge = convolveAtTheEdge();
  EXPECT_TRUE(isInside(edge, kShape, scratchpad, sums));
  using C = isa::Convolve;
  for (auto member : {&C::lines, &C::columns, &C::kTiles, &C::nTiles, &C::activationStart,
                      &C::activationStride, &C::weightStart, &C::weightKStride, &C::weightNStride,
                      &C::accumulatorStart, &C::accumulatorStride, &C::kernelRows, &C::taps,
                      &C::step, &C::lineWords, &C::firstChannel}) {
    isa::Convolve outside = edge;
    ++(outside.*member);
    EXPECT_FALSE(isInside(outside, kShape, scratchpad, sums));
  }
  isa::Convolve tall = edge;
  tall.lines = tall.columns = tall.step = tall.lineWords = 1;
  tall.kernelRows = 4U;
  EXPECT_TRUE(isInside(tall, kShape, scratchpad, sums));
  ++tall.kernelRows;
  EXPECT_FALSE(isInside(tall, kShape, scratchpad, sums));
}

/// Array row i takes byte (3 + i / 2) % 4 of line i % 2 of the kernel: a one there, and a weight
/// that names i and the tap, tell which products are summed.
TEST(Convolve, ConvolvesWhatTheCommandNames) {
  ScratchpadModel scratchpad{ByteBank(64, 4), ByteBank(64, 8)};
  AccumulatorModel sums(14, 8);
  isa::Convolve command = convolveAtTheEdge();
  command.kTiles = command.nTiles = 1;
  std::vector<std::int8_t> pixel(4), filters(8);
  pixel[0] = 1;                                       // rows 2 and 3
  scratchpad.activations.write(2 + 3 * 5 + 3, pixel); // line 3, column 3 of the image
  for (std::size_t i = 0; i < 12; ++i) {
    filters[5] = static_cast<std::int8_t>(1 + i);
    scratchpad.weights.write(4 + i, filters);
  }
  runConvolve(command, kShape, scratchpad, sums);
  for (std::size_t e = 0; e < 3; ++e)
    for (std::size_t x = 0; x < 2; ++x) {
      const bool sees = e == 1 && x == 1; // kernel line 1, tap 1: array row 3
      EXPECT_EQ(sums.row(1 + e * 2 + x)[5], sees ? 1 + 4 + 3 : 0) << e << ", " << x;
    }
}

} // namespace
} // namespace weft
