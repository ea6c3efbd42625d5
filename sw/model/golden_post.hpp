// golden_post.hpp: Bit-exact residual addition and LayerNorm of whole tensors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/nonlinear.hpp"
#include "sw/model/golden.hpp"

namespace weft {

/// Runs one post operator row by row with the block's model; reads and writes `values`.
void runGoldenPost(const PostOp& op, num::Nonlinear nonlinear, const Graph& graph,
                   TensorValues& values);

} // namespace weft
