// random_numbers.hpp: Random weights, inputs and scales of a graph, everywhere the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"

#include <cstdint>
#include <vector>

namespace weft {

/// What to draw.
struct RandomOptions {
  std::uint64_t seed = 1;
  bool bias = true; // false: all biases are zero
};

/// Draws inputs, weights, biases, gamma and beta for `graph` (as GraphBuilder left it), runs each
/// operator with the golden model and chooses its output's scale from what came out: a standard
/// deviation of 36 LSB for int8 and 6000 LSB for int16, so that outputs use their range and few
/// saturate. Softmax arguments spread over several octaves.
/// Returns one sample: the inputs in the order of graph.inputs. An int8 input that follows an int16
/// one of the same shape is that one, rounded: both are the residual stream of a post-norm encoder.
///
/// Uses integers and the IEEE operations + - * / sqrt in a fixed order only, no library functions.
std::vector<Tensor> drawRandomNumbers(Graph& graph, const RandomOptions& options);

} // namespace weft
