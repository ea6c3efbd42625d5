// scale_words.hpp: From real scales to the integer parameters that the hardware uses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"

namespace weft {

/// What factors of a product or of attention, and those of a post operator, stay below.
inline constexpr double kLargestFactor = 1 << 24;
inline constexpr double kLargestPostFactor = 3.99;

/// Computes every integer parameter of `step` (bias, Scale words, LayerNorm words, epsilon term)
/// from the real scales of its tensors, its real bias, gamma and beta and its sumScale. Real bias,
/// gamma and beta are replaced by what the integers stand for. Weights must be integers with
/// scales. Throws DesignError that names the operator when a number does not fit its field.
void computeScaleWords(const Graph& graph, Operator& step);

/// The same for every operator.
void computeScaleWords(Graph& graph);

/// The part of computeScaleWords for post operators: chooses sumScale and computes the words from
/// scale16, epsilon, gamma and beta. A sum that is normalised gets the finest scale at which no
/// operands saturate it and the epsilon term fits; one that is not is the result, at scale16.
void computePostWords(const Graph& graph, PostOp& post);

/// The finest scale16 of a sum that is not normalised: its factors stay in range.
double smallestSumScale(const Graph& graph, const PostOp& post);

/// Sets real gamma and beta to what post.gammaBeta stands for at scale16.
void computeRealNorm(PostOp& post);

} // namespace weft
