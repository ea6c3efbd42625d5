// row_blocks.hpp: Into how many rows at a time a whole graph is cut
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_shape.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// Rows in a block, one number for all products and row-wise operators of `graph` (a shorter block
/// comes last). Blocks let a normalisation run beside the products before and after it, at the
/// price of loading weights once a block. Numbers to try, those that an estimate of the whole graph
/// finds best first; at least one. Of a graph of images, whose
/// products have blocks of their own, the most.
std::vector<std::int64_t> rowsPerBlockByEstimate(const Graph& graph,
                                                 std::span<const Placement> placements,
                                                 const ArrayCapacity& capacity);

} // namespace weft
