// on_chip.cpp: products that hand their output to the next one through the scratchpad
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/on_chip.hpp"

#include "sw/compiler/matmul_tiling.hpp"

#include <algorithm>

namespace weft {
namespace {

bool inOneGroup(const Columns& columns) { return columns.groups() == 1; }

/// Blocks of columns begin where activation words do.
bool startsWords(const MatmulShape& shape, const MatmulTiling& tiling,
                 const ArrayCapacity& capacity) {
  return tiling.nTiles >= tileCount(shape.N, capacity.columns) ||
         tiling.nTiles * capacity.columns % capacity.rows == 0;
}

bool drainsSoon(const MatmulShape& shape, const MatmulTiling& tiling,
                const ArrayCapacity& capacity) {
  return tiling.rowsPerBlock * tileCount(shape.N, capacity.columns) <= residentVectors(capacity);
}

} // namespace

std::int64_t residentVectors(const ArrayCapacity& capacity) {
  constexpr std::int64_t busCycles = 8; // to the bus and back
  return 2 * capacity.memoryLatency + busCycles;
}

std::int64_t residentRows(const ArrayCapacity& capacity) {
  return std::max(residentVectors(capacity) / 2, capacity.rows);
}

bool staysOnChip(const Graph& graph, std::span<const Placement> placements,
                 const ArrayCapacity& capacity, std::int64_t rowsPerBlock, const MatmulOp& product,
                 const Operator& next) {
  const auto* consumer = std::get_if<MatmulOp>(&next.op);
  if (consumer == nullptr || consumer->input != product.output)
    return false;
  const MatmulShape from = matmulShape(graph, placements, product),
                    to = matmulShape(graph, placements, *consumer);
  if (from.outputBytes != 1 || !inOneGroup(from.N) || !inOneGroup(to.K) ||
      to.M * tileCount(to.K, capacity.rows) > residentWords(capacity) / 2)
    return false;
  ArrayCapacity shared = capacity;
  shared.activationWords -= residentWords(capacity);
  const std::int64_t rows = std::min(rowsPerBlock, residentRows(capacity));
  const MatmulTiling fromTiling = chooseTiling(from, shared, rows),
                     toTiling = chooseTiling(to, capacity, rows);
  return fromTiling.rowsPerBlock == toTiling.rowsPerBlock &&
         startsWords(from, fromTiling, capacity) && drainsSoon(from, fromTiling, capacity);
}

} // namespace weft
