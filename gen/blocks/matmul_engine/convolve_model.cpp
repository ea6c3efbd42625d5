// convolve_model.cpp: The convolution that a CONVOLVE command asks for.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/convolve_model.hpp"

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/blocks/row_stationary_array/row_stationary_array_model.hpp"

#include <algorithm>

namespace weft {
namespace {

/// The sums of one k tile and one n tile.
class Pass {
public:
  Pass(const isa::Convolve& command, ArrayShape shape, const ScratchpadModel& scratchpad,
       std::uint32_t k, std::uint32_t n)
      : c_(command), rows_(static_cast<std::uint32_t>(shape.rows)), scratchpad_(scratchpad),
        image_(command.activationStart + k * command.activationStride),
        weights_(command.weightStart + k * command.weightKStride + n * command.weightNStride),
        sums_(static_cast<std::size_t>(shape.columns)) {}

  /// One sum a filter, of result `column` of line `line`.
  std::span<const std::int32_t> at(std::uint32_t line, std::uint32_t column) {
    std::ranges::fill(sums_, 0);
    for (std::uint32_t s = 0; s < c_.taps; ++s)
      for (std::uint32_t i = 0; i < rows_; ++i)
        add(pixel(line * c_.step + i % c_.kernelRows, column * c_.step + s, i / c_.kernelRows),
            scratchpad_.weights.word(weights_ + std::size_t{s} * rows_ + i));
    return sums_;
  }

private:
  std::int32_t pixel(std::uint32_t y, std::uint32_t x, std::uint32_t channel) const {
    return scratchpad_.activations.word(image_ + std::size_t{y} * c_.lineWords +
                                        x)[(c_.firstChannel + channel) % rows_];
  }
  void add(std::int32_t pixel, std::span<const std::int8_t> filters) {
    for (std::size_t n = 0; n < sums_.size(); ++n)
      sums_[n] += pixel * filters[n];
  }

  const isa::Convolve& c_;
  std::uint32_t rows_; ///< of the array
  const ScratchpadModel& scratchpad_;
  std::size_t image_, weights_; ///< first words
  std::vector<std::int32_t> sums_;
};

} // namespace

std::uint64_t imageWords(const isa::Convolve& c) {
  const std::uint64_t lastLine = std::uint64_t{c.lines - 1} * c.step + c.kernelRows - 1;
  const std::uint64_t lastPixel = std::uint64_t{c.columns - 1} * c.step + c.taps - 1;
  return lastLine * c.lineWords + lastPixel + 1;
}

bool isInside(const isa::Convolve& c, ArrayShape shape, const ScratchpadModel& scratchpad,
              const AccumulatorModel& accumulator) {
  const auto rows = static_cast<std::uint64_t>(shape.rows);
  const auto end = [](std::uint64_t start, std::uint64_t count, std::uint64_t stride,
                      std::uint64_t words) { return start + (count - 1) * stride + words; };
  return c.kernelRows <= rows && c.firstChannel < rows &&
         c.kTiles * rows * c.taps <= kProductsOfASum &&
         end(c.activationStart, c.kTiles, c.activationStride, imageWords(c)) <=
             scratchpad.activations.words() &&
         end(c.weightStart, c.kTiles, c.weightKStride, 0) +
                 end(0, c.nTiles, c.weightNStride, c.taps * rows) <=
             scratchpad.weights.words() &&
         end(c.accumulatorStart, c.nTiles, c.accumulatorStride,
             std::uint64_t{c.lines} * c.columns) <= accumulator.rows();
}

std::int64_t passCycles(const isa::Convolve& c, ArrayShape shape) {
  const std::int64_t lines = c.lines, atOnce = shape.columns, step = c.step;
  const std::int64_t blocks = (lines + atOnce - 1) / atOnce;
  const std::int64_t imageLines = (lines - blocks) * step + blocks * c.kernelRows;
  const std::int64_t imageColumns = (c.columns - 1) * step + c.taps;
  return std::max(blocks * c.columns * c.taps * atOnce, imageColumns * imageLines);
}

ArrayTiming arrayTiming(const isa::Convolve& c, ArrayShape shape) {
  return {.load = c.taps * std::int64_t{tileWords(shape.rows, shape.columns)},
          .latency = stepLatency(shape, c.taps)};
}

std::int64_t convolveCycles(const isa::Convolve& c, ArrayShape shape) {
  return std::int64_t{c.kTiles} * c.nTiles * arrayTiming(c, shape).period(passCycles(c, shape));
}

isa::Convolve asConvolution(const isa::Matmul& c) {
  isa::Convolve convolve;
  convolve.accumulate = c.accumulate;
  convolve.lines = c.rows;
  convolve.kTiles = c.kTiles;
  convolve.nTiles = c.nTiles;
  convolve.activationStart = c.activationStart;
  convolve.activationStride = c.activationStride;
  convolve.weightStart = c.weightStart;
  convolve.weightKStride = c.weightKStride;
  convolve.weightNStride = c.weightNStride;
  convolve.accumulatorStart = c.accumulatorStart;
  convolve.accumulatorStride = c.accumulatorStride;
  return convolve;
}

void runConvolve(const isa::Convolve& c, ArrayShape shape, const ScratchpadModel& scratchpad,
                 AccumulatorModel& accumulator) {
  for (std::uint32_t k = 0; k < c.kTiles; ++k)
    for (std::uint32_t n = 0; n < c.nTiles; ++n) {
      Pass pass(c, shape, scratchpad, k, n);
      for (std::uint32_t e = 0; e < c.lines; ++e)
        for (std::uint32_t x = 0; x < c.columns; ++x)
          accumulator.add(c.accumulatorStart + n * c.accumulatorStride + e * c.columns + x,
                          pass.at(e, x), k == 0 && c.accumulate == 0);
    }
}

} // namespace weft
