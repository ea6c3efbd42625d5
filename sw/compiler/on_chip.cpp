// on_chip.cpp: Products that hand their output to the next one through the scratchpad
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/on_chip.hpp"

#include "sw/compiler/matmul_tiling.hpp"

#include <algorithm>

namespace weft {
namespace {

bool inOneGroup(const Columns& columns) { return columns.groups() == 1; }

/// Blocks of columns begin where activation words do.
bool startsWords(const MatmulTiling& tiling, std::int64_t tiles, const ArrayCapacity& capacity) {
  return tiling.nTiles >= tiles || tiling.nTiles * capacity.columns % capacity.rows == 0;
}

/// Rows of a block of both products; nullopt when they cannot share blocks.
std::optional<std::int64_t> sharedRows(const MatmulShape& from, const MatmulShape& to,
                                       const ArrayCapacity& capacity, std::int64_t rowsPerBlock) {
  const std::int64_t tiles = tileCount(from.N, capacity.columns);
  const ArrayCapacity beside = besideResidents(capacity);
  for (std::int64_t rows = std::min(rowsPerBlock, from.M); rows > 0; rows /= 2) {
    const auto tiling = bestTiling(from, beside, rows);
    if (tiling && startsWords(*tiling, tiles, capacity) && bestTiling(to, beside, rows))
      return rows;
  }
  return std::nullopt;
}

} // namespace

ArrayCapacity besideResidents(ArrayCapacity capacity) {
  capacity.activationWords -= residentWords(capacity);
  return capacity;
}

std::optional<Resident> residentFor(const Graph& graph, std::span<const Placement> placements,
                                    const ArrayCapacity& capacity, std::int64_t rowsPerBlock,
                                    const MatmulOp& product, const Operator& next) {
  const auto* consumer = std::get_if<MatmulOp>(&next.op);
  if (consumer == nullptr || consumer->input != product.output || hasImages(graph))
    return std::nullopt;
  const MatmulShape from = matmulShape(graph, placements, product),
                    to = matmulShape(graph, placements, *consumer);
  const std::int64_t kTiles = tileCount(to.K, capacity.rows);
  if (from.outputBytes != 1 || !inOneGroup(from.N) || !inOneGroup(to.K) ||
      to.M * kTiles > residentWords(capacity) / 2)
    return std::nullopt;
  const auto rows = sharedRows(from, to, capacity, rowsPerBlock);
  return rows ? std::optional(Resident{0, kTiles, *rows}) : std::nullopt;
}

} // namespace weft
