// matmul_engine_model.cpp: The tiled integer product that a MATMUL command asks for.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/num/fixed.hpp"

#include <algorithm>
#include <functional>

namespace weft {
namespace {

/// The last word that `count` steps of `stride` and one of `innerCount` words reach.
std::uint64_t lastWord(std::uint64_t start, std::uint64_t count, std::uint64_t stride,
                       std::uint64_t innerCount) {
  return start + (count - 1) * stride + innerCount - 1;
}

/// The int8 or uint8 vectors of one k tile, gathered: [rows x array rows].
template <class Byte = std::int8_t>
std::vector<Byte> words(const ByteBank& bank, std::size_t start, std::size_t count) {
  std::vector<Byte> bytes;
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

isa::Matmul productOf(const isa::Weigh& c) {
  isa::Matmul matmul;
  matmul.accumulate = c.accumulate;
  matmul.rows = c.rows;
  matmul.kTiles = c.kTiles;
  matmul.nTiles = c.nTiles;
  matmul.activationStart = c.activationStart;
  matmul.activationStride = c.activationStride;
  matmul.weightStart = c.weightStart;
  matmul.weightKStride = c.weightKStride;
  matmul.weightNStride = c.weightNStride;
  matmul.accumulatorStart = c.accumulatorStart;
  matmul.accumulatorStride = c.accumulatorStride;
  return matmul;
}

/// The sums [rows x columns] of k tiles `first` to `first` + `parts` - 1, together a chunk.
std::vector<std::int32_t> chunkSums(const isa::Weigh& c, ArrayShape shape,
                                    const ScratchpadModel& scratchpad, std::uint32_t first,
                                    std::uint32_t parts, std::uint32_t n) {
  std::vector<std::int32_t> sums(std::size_t{c.rows} * static_cast<std::size_t>(shape.columns));
  for (std::uint32_t k = first; k < first + parts; ++k) {
    const auto probabilities = words<std::uint8_t>(
        scratchpad.activations, c.activationStart + k * c.activationStride, c.rows);
    const auto values =
        words(scratchpad.weights, c.weightStart + k * c.weightKStride + n * c.weightNStride,
              static_cast<std::size_t>(shape.rows));
    std::ranges::transform(sums, tileProduct(shape, probabilities, values), sums.begin(),
                           std::plus());
  }
  return sums;
}

std::uint32_t partsOf(ArrayShape shape, int chunkKeys) {
  return static_cast<std::uint32_t>(chunkKeys / shape.rows);
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

bool sumsTileByTile(const isa::Matmul& c) {
  return c.accumulate != 0 || c.kTiles == 1 || c.nTiles == 1 || c.accumulatorStride >= c.rows;
}

bool beginsAtTiles(const isa::Matmul& c, ArrayShape shape) {
  const auto rows = static_cast<std::uint32_t>(shape.rows);
  return c.weightStart % rows == 0 && (c.kTiles == 1 || c.weightKStride % rows == 0) &&
         (c.nTiles == 1 || c.weightNStride % rows == 0);
}

void runMatmul(const isa::Matmul& command, ArrayShape shape, const ScratchpadModel& scratchpad,
               AccumulatorModel& accumulator) {
  for (std::uint32_t k = 0; k < command.kTiles; ++k)
    for (std::uint32_t n = 0; n < command.nTiles; ++n)
      runTile(command, shape, scratchpad, accumulator, k, n);
}

bool isInside(const isa::Weigh& c, ArrayShape shape, int chunkKeys,
              const ScratchpadModel& scratchpad, const AccumulatorModel& accumulator) {
  const std::uint32_t parts = partsOf(shape, chunkKeys);
  const bool gathered = c.kTiles % parts == 0 && c.rows <= num::kMostBlockQueries;
  return (parts == 1 || gathered) &&
         std::uint64_t{c.kTiles} * static_cast<std::uint64_t>(shape.rows) <= kWeighedKeys &&
         isInside(productOf(c), shape, scratchpad, accumulator);
}

void runWeigh(const isa::Weigh& c, ArrayShape shape, int chunkKeys,
              const ScratchpadModel& scratchpad, std::span<const Alignment> alignments,
              AccumulatorModel& accumulator) {
  const std::uint32_t parts = partsOf(shape, chunkKeys);
  const auto columns = static_cast<std::size_t>(shape.columns);
  for (std::uint32_t n = 0; n < c.nTiles; ++n)
    for (std::uint32_t k = 0; k < c.kTiles; k += parts) {
      const auto sums = chunkSums(c, shape, scratchpad, k, parts, n);
      const std::size_t lastWords = c.activationStart + (k + parts - 1) * c.activationStride;
      for (std::uint32_t m = 0; m < c.rows; ++m)
        accumulator.addWeighed(c.accumulatorStart + n * c.accumulatorStride + m,
                               std::span(sums).subspan(m * columns, columns),
                               k == 0 && c.accumulate == 0, alignments[lastWords + m]);
    }
}

std::int64_t matmulCycles(const isa::Weigh& command, ArrayShape shape) {
  return matmulCycles(productOf(command), shape);
}

std::int64_t matmulCycles(const isa::Matmul& command, ArrayShape shape, num::Dataflow dataflow) {
  return static_cast<std::int64_t>(command.kTiles) * command.nTiles *
         arrayTiming(shape, dataflow).period(command.rows);
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
