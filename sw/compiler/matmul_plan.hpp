// matmul_plan.hpp: How a product is cut into slabs, blocks of columns and blocks of results.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_tiling.hpp"
#include "sw/compiler/on_chip.hpp"
#include "sw/compiler/schedule.hpp"

#include <cstdint>
#include <vector>

namespace weft {

struct MatmulPlan {
  ArrayCapacity capacity; ///< that it may use
  MatmulShape shape;
  MatmulTiling tiling;
  std::vector<Block> slabs;        ///< of K
  std::vector<Block> columns;      ///< of N, in their turn
  std::vector<ResultBlock> blocks; ///< of M

  /// From the first to the last row of the output that a block stores.
  Extent storedRows(std::size_t block) const;
};

/// Beside what stays on chip for or from its neighbours.
MatmulPlan planMatmul(const Schedule& schedule, const MatmulOp& op, const OnChip& onChip);

/// Of a product of this shape whose blocks have at most `rowsPerBlock` rows.
MatmulPlan planProduct(const ArrayCapacity& capacity, const MatmulShape& shape,
                       std::int64_t rowsPerBlock);

} // namespace weft
