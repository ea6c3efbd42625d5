// host_ops.hpp: Operators of a graph that the host computes between submissions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/golden.hpp"

namespace weft {

/// Reads op.input from `values`, writes op.outputs there: row by row dequantise, function, quantise
/// with the kernels of host_kernels.hpp. A softmax gives 0 beyond the keys that its row sees.
void runHostOperator(const Graph& graph, const HostOp& op, TensorValues& values);

/// Keys, from the first on, that `row` of a softmax sees.
std::size_t visibleKeys(const HostOp& op, std::size_t row);

} // namespace weft
