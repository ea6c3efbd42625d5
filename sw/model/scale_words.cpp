// scale_words.cpp: Scale words of products, attention and softmax.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/scale_words.hpp"

#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/num/gelu.hpp"

#include <cmath>
#include <numbers>

namespace weft {

namespace {

/// Real factor from a softmax argument to the exponent's fixed point: octaves with fraction bits.
double exponentSteps() { return std::ldexp(std::numbers::log2e, num::kExponentFraction); }

std::int32_t integerBias(double real, double scale) {
  const double rounded = std::floor(real / scale + 0.5);
  if (!(std::abs(rounded) <= static_cast<double>(INT32_MAX)))
    throw DesignError("a bias of " + std::to_string(real) + " does not fit 32 bits at scale " +
                      std::to_string(scale));
  return static_cast<std::int32_t>(rounded);
}

void computeWords(const Graph& graph, MatmulOp& m) {
  const GraphTensor& output = graph.tensors[m.output];
  const bool isGelu = m.activation == isa::Activation::gelu;
  const double geluStep = std::ldexp(1.0, -num::kGeluFraction);
  for (std::size_t n = 0; n < m.N; ++n) {
    const double sum = graph.tensors[m.input].scale * graph.tensors[m.weight].scaleOf(n);
    m.bias[n] = integerBias(m.realBias[n], sum);
    m.realBias[n] = m.bias[n] * sum;
    if (isGelu || output.dtype != DType::i32)
      m.scale[n] = num::scaleFromReal(sum / (isGelu ? geluStep : output.scaleOf(n)));
  }
  if (isGelu)
    m.postScale = num::scaleFromReal(geluStep / output.scale);
}

void computeWords(const Graph& graph, AttentionOp& a) {
  const auto scaleOf = [&](const HeadView& view) {
    return graph.tensors[view.tensor].scaleOf(view.column);
  };
  a.scoreScale = num::scaleFromReal(scaleOf(a.q) * scaleOf(a.k) * a.softmaxScale * exponentSteps());
  exponentOf(0, a.scoreScale); // refuses a scale that the engine cannot hold
  a.outputScale = num::scaleFromReal(scaleOf(a.v) / scaleOf(a.out));
}

void computeWords(const Graph& graph, SoftmaxOp& s) {
  s.scoreScale =
      num::scaleFromReal(graph.tensors[s.scores].scale * s.softmaxScale * exponentSteps());
  exponentOf(0, s.scoreScale);
}

void computeWords(const Graph& graph, PostOp& p) { computePostWords(graph, p); }

void computeWords(const Graph& graph, HeadProductOp& h) {
  const auto scaleOf = [&](const HeadView& view) {
    return graph.tensors[view.tensor].scaleOf(view.column);
  };
  if (h.weighs)
    h.outputScale =
        num::scaleFromReal(graph.tensors[h.table].scale * scaleOf(h.keys) / scaleOf(h.queries));
}

void computeWords(const Graph&, HostOp&) {} // float32 at run time

} // namespace

void computeScaleWords(const Graph& graph, Operator& step) {
  try {
    std::visit([&graph](auto& op) { computeWords(graph, op); }, step.op);
  } catch (const DesignError& error) {
    throw DesignError("operator " + step.name + ": " + error.what());
  }
}

void computeScaleWords(Graph& graph) {
  for (Operator& step : graph.operators)
    computeScaleWords(graph, step);
}

} // namespace weft
