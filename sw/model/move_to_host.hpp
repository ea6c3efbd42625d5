// move_to_host.hpp: Rewrites a graph for a machine without softmax, GELU and LayerNorm.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"

namespace weft {

/// What such a machine runs instead of `graph`, whose scales are chosen (or which has shapes only):
///   GELU of a product   the product with int32 output; HostOp gelu
///   attention           HeadProductOp of scores; HostOp softmax; HeadProductOp of values
///   LayerNorm           its residual addition as PostOp; HostOp norm
/// Everything else stays, and so do the ids of all tensors; new ones stand behind them. A softmax
/// alone stays too, for the compiler to refuse.
Graph movedToHost(const Graph& graph);

/// Value of 1 LSB of the probabilities that the host hands to the array, int8: the array
/// multiplies signed bytes.
inline constexpr double kProbabilityStep = 1.0 / 127;

} // namespace weft
