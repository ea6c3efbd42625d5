// on_chip.cpp: products that hand their output to the next one through the scratchpad
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/on_chip.hpp"

#include "sw/compiler/matmul_tiling.hpp"

#include <algorithm>

namespace weft {
namespace {

bool inOneGroup(const Columns& columns) { return columns.groups() == 1; }

/// Cycles that the way through memory takes longer: a write, a read, and to the bus and back.
std::int64_t detourCycles(const ArrayCapacity& capacity) {
  constexpr std::int64_t busCycles = 8;
  return 2 * capacity.memoryLatency + busCycles;
}

/// Rows of a block, at most; 0 when the detour is as fast. One block is as large as it is when it
/// drains in that time. Several are cut so small that the next product hardly waits for the last
/// one, but have as many rows as a tile of weights takes to load. With more than three tiles the
/// first columns are loaded again while the last ones drain.
std::int64_t mostRows(std::int64_t rows, std::int64_t tiles, const ArrayCapacity& capacity) {
  const std::int64_t drained = detourCycles(capacity) / 2 / tiles;
  if (rows <= drained || (rows <= capacity.rows && rows <= 2 * drained))
    return rows;
  return tiles <= 3 && drained >= capacity.rows ? drained : 0;
}

/// Blocks of columns begin where activation words do.
bool startsWords(const MatmulTiling& tiling, std::int64_t tiles, const ArrayCapacity& capacity) {
  return tiling.nTiles >= tiles || tiling.nTiles * capacity.columns % capacity.rows == 0;
}

/// Rows of a block of both products; nullopt when they cannot share blocks.
std::optional<std::int64_t> sharedRows(const MatmulShape& from, const MatmulShape& to,
                                       const ArrayCapacity& capacity, std::int64_t rowsPerBlock) {
  const std::int64_t tiles = tileCount(from.N, capacity.columns);
  const std::int64_t rows = std::min(rowsPerBlock, mostRows(from.M, tiles, capacity));
  if (rows == 0)
    return std::nullopt;
  const ArrayCapacity beside = besideResidents(capacity);
  const auto tiling = bestTiling(from, beside, rows);
  const bool shared =
      tiling && startsWords(*tiling, tiles, capacity) && bestTiling(to, beside, rows);
  return shared ? std::optional(rows) : std::nullopt;
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
  if (consumer == nullptr || consumer->input != product.output)
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
