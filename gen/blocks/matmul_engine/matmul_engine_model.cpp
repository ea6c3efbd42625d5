// matmul_engine_model.cpp: The tiled integer product that a MATMUL command asks for.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/num/fixed.hpp"

#include <algorithm>

namespace weft {
namespace {

/// The last word that `count` steps of `stride` and one of `innerCount` words reach.
std::uint64_t lastWord(std::uint64_t start, std::uint64_t count, std::uint64_t stride,
                       std::uint64_t innerCount) {
  return start + (count - 1) * stride + innerCount - 1;
}

/// The int8 vectors of one k tile, gathered: [rows x array rows].
std::vector<std::int8_t> words(const ByteBank& bank, std::size_t start, std::size_t count) {
  std::vector<std::int8_t> bytes;
  for (std::size_t i = 0; i < count; ++i)
    std::ranges::copy(bank.word(start + i), std::back_inserter(bytes));
  return bytes;
}

void runTile(const isa::Matmul& c, ArrayShape shape, const ScratchpadModel& scratchpad,
             AccumulatorModel& accumulator, std::uint32_t k, std::uint32_t n) {
  const auto activations =
      words(scratchpad.activations, c.activationStart + k * c.activationStride, c.rows);
  const auto weights =
      words(scratchpad.weights, c.weightStart + k * c.weightKStride + n * c.weightNStride,
            static_cast<std::size_t>(shape.rows));
  const std::vector<std::int32_t> product = tileProduct(shape, activations, weights);
  const auto columns = static_cast<std::size_t>(shape.columns);
  const bool overwrite = k == 0 && c.accumulate == 0;
  for (std::uint32_t m = 0; m < c.rows; ++m)
    accumulator.add(c.accumulatorStart + n * c.accumulatorStride + m,
                    std::span(product).subspan(m * columns, columns), overwrite);
}

} // namespace

bool isInside(const isa::Matmul& c, ArrayShape shape, const ScratchpadModel& scratchpad,
              const AccumulatorModel& accumulator) {
  const auto tileWords = static_cast<std::uint64_t>(shape.rows);
  const std::uint64_t lastTileRow = lastWord(c.weightStart, c.kTiles, c.weightKStride, 1) +
                                    lastWord(0, c.nTiles, c.weightNStride, tileWords);
  return std::uint64_t{c.kTiles} * tileWords <= kProductsOfASum &&
         lastWord(c.activationStart, c.kTiles, c.activationStride, c.rows) <
             scratchpad.activations.words() &&
         lastTileRow < scratchpad.weights.words() &&
         lastWord(c.accumulatorStart, c.nTiles, c.accumulatorStride, c.rows) < accumulator.rows();
}

void runMatmul(const isa::Matmul& command, ArrayShape shape, const ScratchpadModel& scratchpad,
               AccumulatorModel& accumulator) {
  for (std::uint32_t k = 0; k < command.kTiles; ++k)
    for (std::uint32_t n = 0; n < command.nTiles; ++n)
      runTile(command, shape, scratchpad, accumulator, k, n);
}

std::int64_t matmulCycles(const isa::Matmul& command, ArrayShape shape) {
  return static_cast<std::int64_t>(command.kTiles) * command.nTiles *
         arrayTiming(shape).period(command.rows);
}

std::vector<std::int32_t> integerProduct(std::span<const std::int8_t> activations,
                                         std::span<const std::int8_t> weights, std::size_t m,
                                         std::size_t k, std::size_t n) {
  if (activations.size() != m * k || weights.size() != k * n)
    throw InternalError("integerProduct: operands do not fit the sizes");
  if (!num::accumulatorFits(static_cast<std::int64_t>(k), 0))
    throw InternalError("integerProduct: K = " + std::to_string(k) + " may overflow int32");
  std::vector<std::int32_t> result(m * n);
  for (std::size_t row = 0; row < m; ++row)
    for (std::size_t inner = 0; inner < k; ++inner)
      for (std::size_t column = 0; column < n; ++column)
        result[row * n + column] += activations[row * k + inner] * weights[inner * n + column];
  return result;
}

} // namespace weft
