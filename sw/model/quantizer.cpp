// quantizer.cpp: Choice of scales, and rounding of weights.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantizer.hpp"

#include "gen/blocks/layernorm/layernorm_parameters_model.hpp"
#include "gen/num/gelu.hpp"
#include "sw/model/scale_words.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr double kHeadroom = 1.25; // int16 has bits to spare for what calibration did not show
constexpr double kLargestInt8 = 127;
constexpr double kLargestInt16 = 32767;

template <class Integer>
Tensor roundedTo(const GraphTensor& tensor, std::span<const float> values, double limit) {
  std::vector<Integer> integers(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double rounded = std::floor(values[i] / tensor.scaleOf(i % tensor.columns) + 0.5);
    integers[i] = static_cast<Integer>(std::clamp(rounded, -limit, limit));
  }
  return Tensor::of({tensor.rows, tensor.columns}, integers);
}

double positiveOr(double otherwise, double wanted) { return wanted > 0 ? wanted : otherwise; }

/// The scales that tensors ask for, whatever operators can do; 0 where all their data are zero.
class WantedScales {
public:
  WantedScales(const Graph& graph, const Calibration& calibration)
      : graph_(graph), calibration_(calibration), borrowed_(graph.tensors.size(), 0.0) {
    for (const Operator& step : graph.operators)
      if (const auto* post = std::get_if<PostOp>(&step.op); post && post->residual) {
        borrowed_[post->a] = own(*post->residual);
        borrowed_[*post->residual] = own(post->a);
      }
  }

  std::size_t groups(TensorId id) const { return calibration_.of(id).size(); }

  double int8(TensorId id, std::size_t group = 0) const {
    return calibration_.of(id)[group].histogram.bestScale(8);
  }

  /// Also of a tensor that is only written as int8.
  double int16(TensorId id) const {
    return calibration_.of(id)[0].histogram.fullScale(16, kHeadroom);
  }

  double of(TensorId id, std::size_t group = 0) const {
    return graph_.tensors[id].dtype == DType::i8 ? int8(id, group)
                                                 : positiveOr(borrowed_[id], own(id));
  }

private:
  /// Of an int16 tensor, without what a sum lends.
  double own(TensorId id) const {
    const GraphTensor& tensor = graph_.tensors[id];
    if (tensor.kind != TensorKind::weight)
      return int16(id);
    double largest = 0;
    for (const float value : tensor.data.convertedTo<float>())
      largest = std::max(largest, std::abs(static_cast<double>(value)));
    return largest / kLargestInt16;
  }

  const Graph& graph_;
  const Calibration& calibration_;
  std::vector<double> borrowed_; // from what a tensor is added to
};

class Quantizer {
public:
  Quantizer(Graph real, const Calibration& calibration)
      : graph_(std::move(real)), wanted_(graph_, calibration) {}

  Graph run() {
    for (const TensorId id : graph_.inputs)
      graph_.tensors[id].scale = positiveOr(1 / kLargestInt8, wanted_.of(id));
    for (TensorId id = 0; id < graph_.tensors.size(); ++id)
      if (graph_.tensors[id].kind == TensorKind::weight && graph_.tensors[id].dtype == DType::i16)
        quantizeConstant(id);
    for (Operator& step : graph_.operators)
      std::visit([this](auto& op) { quantize(op); }, step.op);
    computeScaleWords(graph_);
    graph_.check();
    return std::move(graph_);
  }

private:
  void quantizeConstant(TensorId id) {
    GraphTensor& tensor = graph_.tensors[id];
    tensor.scale = positiveOr(1 / kLargestInt16, wanted_.of(id));
    const std::vector<float> values = tensor.data.convertedTo<float>();
    tensor.data = roundedTo<std::int16_t>(tensor, values, kLargestInt16);
  }

  void quantize(MatmulOp& matmul) {
    if (graph_.tensors[matmul.weight].kind == TensorKind::weight)
      quantizeWeight(matmul);
    GraphTensor& output = graph_.tensors[matmul.output];
    const std::size_t groups = wanted_.groups(matmul.output);
    for (std::size_t group = 0; group < groups; ++group) {
      const double step = coarsestStep(matmul, group, groups);
      const double scale =
          std::max(positiveOr(step, wanted_.of(matmul.output, group)), finestScale(matmul, step));
      if (groups == 1)
        output.scale = scale;
      else
        output.columnScales.insert(output.columnScales.end(), matmul.N / groups, scale);
    }
  }

  /// A channel without weights takes the coarsest scale of the others; one with a bias that dwarfs
  /// its weights takes a scale that the bias fits.
  void quantizeWeight(const MatmulOp& matmul) {
    constexpr double kLargestBias = 1 << 30;
    GraphTensor& weight = graph_.tensors[matmul.weight];
    const std::vector<float> values = weight.data.convertedTo<float>();
    std::vector<double>& scales = weight.columnScales;
    scales.assign(matmul.N, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      double& scale = scales[i % matmul.N];
      scale = std::max(scale, std::abs(static_cast<double>(values[i])) / kLargestInt8);
    }
    const double coarsest = positiveOr(1 / kLargestInt8, std::ranges::max(scales));
    const double inputScale = graph_.tensors[matmul.input].scale;
    for (std::size_t n = 0; n < matmul.N; ++n) {
      const double forBias = std::abs(matmul.realBias[n]) / (inputScale * kLargestBias);
      scales[n] = positiveOr(coarsest, std::max(scales[n], forBias));
    }
    weight.data = roundedTo<std::int8_t>(weight, values, kLargestInt8);
  }

  /// The largest value of 1 LSB of the sums among the channels of a group.
  double coarsestStep(const MatmulOp& matmul, std::size_t group, std::size_t groups) const {
    const std::size_t channels = matmul.N / groups;
    const GraphTensor& weight = graph_.tensors[matmul.weight];
    double coarsest = 0;
    for (std::size_t n = group * channels; n < (group + 1) * channels; ++n)
      coarsest = std::max(coarsest, weight.scaleOf(n));
    return graph_.tensors[matmul.input].scale * coarsest;
  }

  static double finestScale(const MatmulOp& matmul, double step) {
    const bool isGelu = matmul.activation == isa::Activation::gelu;
    return (isGelu ? std::ldexp(1.0, -num::kGeluFraction) : step) / kLargestFactor;
  }

  void quantize(AttentionOp& attention) {
    const double step = graph_.tensors[attention.v.tensor].scaleOf(attention.v.column);
    const TensorId id = attention.out.tensor;
    graph_.tensors[id].scale = std::max(positiveOr(step, wanted_.of(id)), step / kLargestFactor);
  }

  void quantize(SoftmaxOp&) { throw InternalError("a checkpoint with a softmax of its own"); }
  void quantize(HeadProductOp&) { throw InternalError("a checkpoint moved to the host"); }
  void quantize(HostOp&) { throw InternalError("a checkpoint moved to the host"); }

  /// The int16 result exists in the engine even when only its int8 version is written.
  void quantize(PostOp& post) {
    if (graph_.tensors[post.a].dtype == DType::i8)
      return quantizeNarrowSum(post);
    const TensorId id = post.out16 ? *post.out16 : post.out8.value();
    const double wanted = post.out16 ? wanted_.of(id) : wanted_.int16(id);
    const double finest = post.arithmetic.normalise ? smallestLayerNormScale(post.gamma, post.beta)
                                                    : smallestSumScale(graph_, post);
    post.scale16 = positiveOr(1 / kLargestInt16, std::max(wanted, finest));
    if (post.out16)
      graph_.tensors[*post.out16].scale = post.scale16;
    if (post.out8)
      graph_.tensors[*post.out8].scale =
          std::max(positiveOr(post.scale16 * kLargestInt16 / kLargestInt8, wanted_.of(*post.out8)),
                   post.scale16 / kLargestPostFactor);
  }

  /// A sum of int8 tensors is as exact as its factors allow.
  void quantizeNarrowSum(PostOp& post) {
    const TensorId id = post.out8.value();
    post.scale16 = smallestSumScale(graph_, post);
    graph_.tensors[id].scale =
        std::max(positiveOr(post.scale16 * kLargestPostFactor, wanted_.of(id)),
                 post.scale16 / kLargestPostFactor);
  }

  Graph graph_;
  WantedScales wanted_;
};

} // namespace

Graph quantizeGraph(Graph real, const Calibration& calibration) {
  return Quantizer(std::move(real), calibration).run();
}

} // namespace weft
