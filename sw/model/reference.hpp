// reference.hpp: Runs a graph on real numbers: what the integers stand for, without any rounding.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"

#include <functional>
#include <vector>

namespace weft {

/// Real elements of a tensor, row-major.
template <class Real> using Values = std::vector<Real>;

/// Called with every tensor that an operator has written.
template <class Real> using Observer = std::function<void(TensorId, const Values<Real>& values)>;

/// Runs every operator in order on real `inputs` (one per graph.inputs, row-major) and returns all
/// tensors, by TensorId. Weights are dequantised when they are integers and taken as they are when
/// they are floating point (an imported checkpoint). int8 and int16 outputs of a post operator get
/// the same values. GELU is the exact one, x/2 (1 + erf(x / sqrt 2)); rows of attention without a
/// key are zero. Softmax gives probabilities, no exponents and no sums.
/// `Real` is double (accuracy) or float (what a framework computes).
template <class Real>
std::vector<Values<Real>> runReference(const Graph& graph, std::vector<Values<Real>> inputs,
                                       const Observer<Real>& observe = {});

/// Elements of `data` times the scale of their column; floating-point data as they are.
template <class Real> Values<Real> dequantise(const GraphTensor& tensor, const Tensor& data);

} // namespace weft
