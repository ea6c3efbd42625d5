// golden_heads.hpp: Bit-exact products of heads on the tensors of a graph.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/golden.hpp"

namespace weft {

/// op.table = q k^T, head by head. `values` holds q and k and gets the table.
void scoreKeys(const Graph& graph, const HeadProductOp& op, TensorValues& values);

/// The output = requantise(op.table * v), head by head. `values` holds table and v and gets the
/// output.
void weighValues(const Graph& graph, const HeadProductOp& op, TensorValues& values);

} // namespace weft
