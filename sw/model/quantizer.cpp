// quantizer.cpp: Calibration, choice of scales, and rounding of weights.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantizer.hpp"

#include "gen/blocks/layernorm/layernorm_parameters_model.hpp"
#include "sw/model/reference.hpp"
#include "sw/model/scale_words.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr double kHeadroom = 1.25; // int16 has bits to spare for what calibration did not show

double largestMagnitude(std::span<const float> values) {
  double largest = 0;
  for (const float value : values)
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  return largest;
}

template <class Integer>
Tensor roundedTo(const GraphTensor& tensor, std::span<const float> values, double limit) {
  std::vector<Integer> integers(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double rounded = std::floor(values[i] / tensor.scaleOf(i % tensor.columns) + 0.5);
    integers[i] = static_cast<Integer>(std::clamp(rounded, -limit, limit));
  }
  return Tensor::of({tensor.rows, tensor.columns}, integers);
}

class Quantizer {
public:
  Quantizer(Graph real, const Calibration& calibration)
      : graph_(std::move(real)), calibration_(calibration) {}

  Graph run() {
    for (TensorId id = 0; id < graph_.tensors.size(); ++id)
      if (graph_.tensors[id].kind != TensorKind::Weight)
        chooseActivationScale(id);
    for (const Operator& step : graph_.operators)
      if (const auto* matmul = std::get_if<MatmulOp>(&step.op))
        quantizeWeight(*matmul);
    for (GraphTensor& tensor : graph_.tensors)
      if (tensor.kind == TensorKind::Weight && tensor.dtype == DType::I16)
        quantizeConstant(tensor);
    for (Operator& step : graph_.operators)
      if (auto* post = std::get_if<PostOp>(&step.op))
        choosePostScale(*post);
    computeScaleWords(graph_);
    graph_.check();
    return std::move(graph_);
  }

private:
  void chooseActivationScale(TensorId id) {
    GraphTensor& tensor = graph_.tensors[id];
    const std::vector<Histogram>& groups = calibration_.of(id);
    const auto scaleOf = [&tensor](const Histogram& h) {
      return tensor.dtype == DType::I8 ? h.bestScale(8) : h.fullScale(16, kHeadroom);
    };
    if (groups.size() == 1) {
      tensor.scale = scaleOf(groups[0]);
      return;
    }
    for (const Histogram& group : groups)
      tensor.columnScales.insert(tensor.columnScales.end(), tensor.columns / groups.size(),
                                 scaleOf(group));
  }

  /// A channel without weights, or with a bias that dwarfs them, gets a scale that its bias fits.
  void quantizeWeight(const MatmulOp& matmul) {
    constexpr double kLargestBias = 1 << 30;
    GraphTensor& weight = graph_.tensors[matmul.weight];
    const std::vector<float> values = weight.data.convertedTo<float>();
    const double inputScale = graph_.tensors[matmul.input].scale;
    weight.columnScales.assign(matmul.N, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      double& largest = weight.columnScales[i % matmul.N];
      largest = std::max(largest, std::abs(static_cast<double>(values[i])));
    }
    for (std::size_t n = 0; n < matmul.N; ++n) {
      const double forBias = std::abs(matmul.realBias[n]) / (inputScale * kLargestBias);
      const double scale = std::max(weight.columnScales[n] / 127, forBias);
      weight.columnScales[n] = scale > 0 ? scale : 1.0 / 127;
    }
    weight.data = roundedTo<std::int8_t>(weight, values, 127);
  }

  void quantizeConstant(GraphTensor& tensor) {
    const std::vector<float> values = tensor.data.convertedTo<float>();
    const double largest = largestMagnitude(values);
    tensor.scale = largest > 0 ? largest / 32767 : 1.0;
    tensor.data = roundedTo<std::int16_t>(tensor, values, 32767);
  }

  /// The int16 result exists in the engine even when only its int8 version is written.
  void choosePostScale(PostOp& post) {
    const TensorId id = post.out16 ? *post.out16 : post.out8.value();
    post.scale16 = calibration_.of(id).front().fullScale(16, kHeadroom);
    const double smallest = post.normalise ? smallestLayerNormScale(post.gamma, post.beta)
                                           : smallestSumScale(graph_, post);
    post.scale16 = std::max(post.scale16, smallest);
    if (post.out16)
      graph_.tensors[*post.out16].scale = post.scale16;
  }

  Graph graph_;
  const Calibration& calibration_;
};

} // namespace

Calibration::Calibration(const Graph& graph) : histograms_(graph.tensors.size()) {
  for (std::vector<Histogram>& groups : histograms_)
    groups.resize(1);
  for (const Operator& step : graph.operators)
    if (const auto* a = std::get_if<AttentionOp>(&step.op); a && a->q.tensor == a->v.tensor)
      histograms_[a->q.tensor].resize(3);
}

void Calibration::add(const Graph& graph, TensorId id, const std::vector<float>& values) {
  std::vector<Histogram>& groups = histograms_[id];
  const std::size_t columns = graph.tensors[id].columns;
  for (std::size_t i = 0; i < values.size(); ++i)
    groups[i % columns * groups.size() / columns].add(values[i]);
}

void Calibration::observe(const Graph& graph, std::vector<std::vector<float>> inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    add(graph, graph.inputs[i], inputs[i]);
  runReference<float>(graph, std::move(inputs),
                      [&](TensorId id, const Values<float>& values) { add(graph, id, values); });
}

Graph quantizeGraph(Graph real, const Calibration& calibration) {
  return Quantizer(std::move(real), calibration).run();
}

} // namespace weft
