// golden.hpp: Runs a graph on integers, bit for bit what the hardware computes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/nonlinear.hpp"
#include "sw/model/graph.hpp"

#include <functional>
#include <vector>

namespace weft {

/// All tensors of one run by TensorId; shape [rows, columns], the graph's element types.
using TensorValues = std::vector<Tensor>;

/// Runs one operator: reads its inputs from `values`, writes its outputs there.
void runGoldenOperator(const Graph& graph, const Operator& step, num::Nonlinear nonlinear,
                       TensorValues& values);

/// Runs every operator in order on `inputs` (one per graph.inputs) with the block models, operator
/// by operator: nothing depends on tiling or schedule. Weights appear among the results. Calls
/// `progress` before each operator. Throws InternalError for inputs of a wrong shape or type.
TensorValues runGolden(const Graph& graph, const std::vector<Tensor>& inputs,
                       num::Nonlinear nonlinear,
                       const std::function<void(const Operator&)>& progress = {});

/// `values` with the inputs and weights of `graph` in place and nothing else.
TensorValues goldenOperands(const Graph& graph, const std::vector<Tensor>& inputs);

} // namespace weft
