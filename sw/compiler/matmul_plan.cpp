// matmul_plan.cpp: How a product is cut into slabs, blocks of columns and blocks of results.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_plan.hpp"

namespace weft {
namespace {

std::int64_t rowsPerBlockFor(const Schedule& schedule, const OnChip& onChip) {
  const auto& resident = onChip.input ? onChip.input : onChip.output;
  return resident ? resident->rowsPerBlock : schedule.rowsPerBlock();
}

} // namespace

MatmulPlan planProduct(const ArrayCapacity& capacity, const MatmulShape& shape,
                       std::int64_t rowsPerBlock) {
  MatmulPlan plan;
  plan.capacity = capacity;
  plan.shape = shape;
  plan.tiling = chooseTiling(shape, capacity, rowsPerBlock);
  plan.slabs = cutIntoBlocks(shape.K, capacity.rows, plan.tiling.kTiles);
  plan.columns =
      sectionsInTurn(cutIntoBlocks(shape.N, capacity.columns, plan.tiling.nTiles), shape.section);
  plan.blocks = cutResults(shape.results, plan.tiling.rowsPerBlock);
  return plan;
}

MatmulPlan planMatmul(const Schedule& schedule, const MatmulOp& op, const OnChip& onChip) {
  return planProduct(onChip.output ? besideResidents(schedule.capacity()) : schedule.capacity(),
                     matmulShape(schedule.graph(), schedule.placements(), op),
                     rowsPerBlockFor(schedule, onChip));
}

Extent MatmulPlan::storedRows(std::size_t block) const {
  const ResultBlock& results = blocks[block];
  const std::int64_t width = shape.results.storedWidth();
  return {results.storedLines.begin * width + results.storedColumns.begin,
          (results.storedLines.end - 1) * width + results.storedColumns.end};
}

} // namespace weft
