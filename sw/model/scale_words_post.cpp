// scale_words_post.cpp: Integer parameters of residual additions and LayerNorms.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/blocks/layernorm/layernorm_parameters_model.hpp"
#include "sw/model/scale_words.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

/// The sum's scale at which D^2 epsilon / scale^2 just fits the epsilon term.
double finestScaleFor(std::size_t D, double epsilon) {
  constexpr double kMargin = 0.01; // bits, for rounding
  return static_cast<double>(D) * std::sqrt(epsilon) * std::exp2((kMargin - kEpsilonBits) / 2);
}

double chooseSumScale(const Graph& graph, const PostOp& post) {
  if (!post.arithmetic.normalise)
    return post.scale16;
  const double residual = post.residual ? graph.tensors[*post.residual].scale : 0.0;
  return std::max(graph.tensors[post.a].scale + residual, finestScaleFor(post.D, post.epsilon));
}

/// Throws DesignError for what the engine has no factor for.
num::Scale postScale(double real) {
  const num::Scale scale = num::scaleFromReal(real);
  static_cast<void>(postFactor(scale));
  return scale;
}

} // namespace

double smallestSumScale(const Graph& graph, const PostOp& post) {
  const double a = graph.tensors[post.a].scale;
  const double residual = post.residual ? graph.tensors[*post.residual].scale : 0.0;
  return std::max(a, residual) / kLargestPostFactor;
}

void computePostWords(const Graph& graph, PostOp& post) {
  post.sumScale = chooseSumScale(graph, post);
  post.arithmetic.scaleA = postScale(graph.tensors[post.a].scale / post.sumScale);
  if (post.residual)
    post.arithmetic.scaleResidual = postScale(graph.tensors[*post.residual].scale / post.sumScale);
  if (post.out8)
    post.arithmetic.scale8 = postScale(post.scale16 / graph.tensors[*post.out8].scale);
  if (!post.arithmetic.normalise)
    return;
  const LayerNormParameters parameters =
      quantiseLayerNorm(post.gamma, post.beta, post.epsilon, post.sumScale, post.scale16);
  post.gammaBeta = parameters.gammaBeta;
  post.arithmetic.gammaShift = parameters.gammaShift;
  post.arithmetic.epsilonTerm = parameters.epsilonTerm;
  computeRealNorm(post);
}

void computeRealNorm(PostOp& post) {
  const double gammaStep = std::ldexp(post.scale16, -post.arithmetic.gammaShift);
  for (std::size_t c = 0; c < post.D; ++c) {
    post.gamma[c] = static_cast<std::int16_t>(post.gammaBeta[c] & 0xffff) * gammaStep;
    post.beta[c] = static_cast<std::int16_t>(post.gammaBeta[c] >> 16) * post.scale16;
  }
}

} // namespace weft
