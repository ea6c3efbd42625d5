// random_numbers.cpp: Draws operands, measures results, chooses scales, operator by operator.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/random_numbers.hpp"

#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/num/random.hpp"
#include "sw/model/deviation.hpp"
#include "sw/model/golden_attention.hpp"
#include "sw/model/reference_ops.hpp"
#include "sw/model/scale_words.hpp"
#include "sw/tensor/interruption.hpp"

#include <cmath>

namespace weft {

namespace {

constexpr double kInt8Deviation = 36; // of int8 outputs and operands, in LSB
constexpr double kInt16Deviation = 6000;
constexpr double kInt32Deviation = 1 << 20;
constexpr double kScoreDeviation = 1 << 14;
constexpr num::Nonlinear kNonlinear = num::Nonlinear::accurate;

double deviationFor(DType dtype) {
  return dtype == DType::i8    ? kInt8Deviation
         : dtype == DType::i16 ? kInt16Deviation
                               : kInt32Deviation;
}

class RandomNumbers {
public:
  RandomNumbers(Graph& graph, const RandomOptions& options)
      : graph_(graph), options_(options), values_(graph.tensors.size()) {}

  std::vector<Tensor> run() {
    std::vector<Tensor> inputs;
    for (std::size_t i = 0; i < graph_.inputs.size(); ++i)
      inputs.push_back(values_[graph_.inputs[i]] = drawInput(i));
    for (TensorId id = 0; id < graph_.tensors.size(); ++id)
      if (GraphTensor& tensor = graph_.tensors[id]; tensor.kind == TensorKind::weight) {
        if (tensor.dtype == DType::i16)
          tensor.data = drawStream(tensor);
        values_[id] = tensor.data; // the builder gave the others theirs, but for the weights
      }
    for (Operator& step : graph_.operators) {
      std::visit([&](auto& op) { prepare(step, op); }, step.op);
      computeScaleWords(graph_, step);
      runGoldenOperator(graph_, step, kNonlinear, values_);
    }
    graph_.check();
    return inputs;
  }

private:
  /// Every tensor and table has a stream of its own, so one does not shift the others.
  num::Random nextStream() { return {options_.seed, stream_++}; }

  /// 3/4 to 5/4.
  static double drawFactor(num::Random& random) {
    return 0.75 + static_cast<double>(random.below(1 << 16)) / (2 << 16);
  }

  template <class T>
  static Tensor drawNormal(num::Random& random, Shape shape, double deviation, std::int64_t least,
                           std::int64_t most) {
    constexpr std::size_t kPause = 1 << 16; // values between looks at the interruption
    Tensor tensor(dtypeOf<T>(), std::move(shape));
    const std::span<T> values = tensor.mutableValues<T>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % kPause == 0)
        stopIfInterrupted();
      values[i] =
          static_cast<T>(random.normal(static_cast<std::int64_t>(deviation), 0, least, most));
    }
    return tensor;
  }

  Tensor drawInput(std::size_t index) {
    GraphTensor& tensor = graph_.tensors[graph_.inputs[index]];
    if (tensor.dtype == DType::i16)
      return drawStream(tensor);
    if (tensor.dtype == DType::i32)
      return drawScores(tensor);
    if (index > 0 && graph_.tensors[graph_.inputs[index - 1]].dtype == DType::i16)
      return narrowed(graph_.tensors[graph_.inputs[index - 1]], values_[graph_.inputs[index - 1]],
                      tensor);
    num::Random random = nextStream();
    tensor.scale = drawFactor(random) * 1.25 / kInt8Deviation;
    return drawNormal<std::int8_t>(random, {tensor.rows, tensor.columns}, kInt8Deviation, -128,
                                   127);
  }

  Tensor drawStream(GraphTensor& tensor) {
    num::Random random = nextStream();
    tensor.scale = drawFactor(random) / kInt16Deviation;
    return drawNormal<std::int16_t>(random, {tensor.rows, tensor.columns}, kInt16Deviation, -32768,
                                    32767);
  }

  /// Softmax arguments with a deviation of about two: three octaves.
  Tensor drawScores(GraphTensor& tensor) {
    num::Random random = nextStream();
    tensor.scale = drawFactor(random) * 2 / kScoreDeviation;
    return drawNormal<std::int32_t>(random, {tensor.rows, tensor.columns}, kScoreDeviation,
                                    -(1 << 20) - 1, 1 << 20);
  }

  static Tensor narrowed(const GraphTensor& wide, const Tensor& values, GraphTensor& tensor) {
    tensor.scale = wide.scale * (kInt16Deviation / kInt8Deviation);
    const num::Scale factor = num::scaleFromReal(wide.scale / tensor.scale);
    Tensor result(DType::i8, {tensor.rows, tensor.columns});
    const auto narrow = result.mutableValues<std::int8_t>();
    for (std::size_t i = 0; i < narrow.size(); ++i)
      narrow[i] =
          static_cast<std::int8_t>(num::requantise(values.values<std::int16_t>()[i], factor, 8));
    return result;
  }

  /// Weights whose products have a deviation near 1, channel by channel a little different.
  void prepare(Operator& step, MatmulOp& m) {
    if (graph_.tensors[m.weight].kind == TensorKind::weight)
      drawWeights(m);
    chooseOutputScale(step, m);
  }

  void drawWeights(MatmulOp& m) {
    num::Random random = nextStream();
    GraphTensor& weight = graph_.tensors[m.weight];
    weight.data = drawNormal<std::int8_t>(random, {m.K, m.N}, kInt8Deviation, -127, 127);
    if (m.window)
      clearFill(*m.window, m.N, weight.data.mutableValues<std::int8_t>());
    values_[m.weight] = weight.data;
    const std::size_t products = m.window ? m.window->products() : m.K;
    const double step1 = 0.8 / (kInt8Deviation * std::sqrt(static_cast<double>(products)));
    weight.columnScales.resize(m.N);
    for (double& scale : weight.columnScales)
      scale = step1 * drawFactor(random);
    for (double& bias : m.realBias)
      bias = options_.bias ? random.normal() / 65536.0 / 4 : 0.0;
  }

  static void clearFill(const Window& window, std::size_t N, std::span<std::int8_t> weights) {
    for (std::size_t k = 0; k < window.factors(); ++k)
      if (!window.isReal(k))
        std::ranges::fill(weights.subspan(k * N, N), std::int8_t{0});
  }

  /// Runs the product with an int32 output, which nothing can saturate, and measures that.
  void chooseOutputScale(Operator& step, const MatmulOp& m) {
    GraphTensor& output = graph_.tensors[m.output];
    const DType dtype = output.dtype;
    const GraphTensor& weight = graph_.tensors[m.weight];
    const bool isGelu = m.activation == isa::Activation::gelu;
    std::vector<double> steps(m.N, 1.0 / (1 << num::kGeluFraction));
    for (std::size_t n = 0; n < m.N && !isGelu; ++n)
      steps[n] = graph_.tensors[m.input].scale * weight.scaleOf(n);
    output.dtype = DType::i32;
    output.scale = steps[0];
    computeScaleWords(graph_, step);
    runGoldenOperator(graph_, step, kNonlinear, values_);
    Deviation deviation;
    const auto sums = values_[m.output].values<std::int32_t>();
    for (std::size_t i = 0; i < sums.size(); ++i)
      deviation.add(sums[i] * steps[i % m.N]);
    output.dtype = dtype;
    if (deviation.result() > 0)
      output.scale = deviation.result() / deviationFor(dtype);
    if (dtype == DType::i32 && !isGelu) { // accumulators as they are
      output.columnScales = steps;
      output.scale = 1.0;
    }
  }

  /// Averages of values are smaller the more keys there are, and differ from head to head:
  /// approaches the scale in a few runs, of which none but the first can be coarse.
  void prepare(Operator& step, AttentionOp& a) {
    constexpr int kRuns = 3;
    constexpr double kMostSaturated = 0.03;
    GraphTensor& out = graph_.tensors[a.out.tensor];
    out.scale = graph_.tensors[a.v.tensor].scaleOf(a.v.column);
    for (int run = 0; run < kRuns; ++run) {
      const double deviation = attentionSpread(step, a).deviation.result();
      if (deviation > 0)
        out.scale *= deviation / kInt8Deviation;
    }
    while (attentionSpread(step, a).saturated > kMostSaturated)
      out.scale *= 1.25;
  }

  struct Spread {
    Deviation deviation;  // in LSB
    double saturated = 0; // share
  };

  /// Of rows that see a key (a sample of them when there are many), at the present scale.
  Spread attentionSpread(Operator& step, const AttentionOp& a) {
    constexpr std::size_t kRows = 64;
    computeScaleWords(graph_, step);
    const GoldenAttention attention(graph_, a, kNonlinear, values_);
    std::vector<std::int8_t> row(a.D);
    Spread spread;
    double seen = 0;
    for (std::size_t query = 0; query < a.L; query += 1 + a.L / kRows)
      for (std::size_t head = 0; head < a.H && reference::visibleKeys(a, query) > 0; ++head) {
        attention.row(head, query, row.data());
        for (const std::int8_t value : row) {
          spread.deviation.add(value);
          spread.saturated += value == INT8_MAX || value == INT8_MIN;
          ++seen;
        }
      }
    spread.saturated /= std::max(seen, 1.0);
    return spread;
  }

  void prepare(Operator&, SoftmaxOp&) {}
  void prepare(Operator&, HeadProductOp&) {} // its scales are those of attention
  void prepare(Operator&, HostOp&) {}

  void prepare(Operator& step, PostOp& p) {
    if (graph_.tensors[p.a].dtype == DType::i8)
      return chooseNarrowSumScale(step, p);
    num::Random random = nextStream();
    p.scale16 = graph_.tensors[p.a].scale;
    if (p.arithmetic.normalise) {
      p.scale16 = 1.0 / kInt16Deviation;
      for (std::size_t c = 0; c < p.D; ++c) {
        p.gamma[c] = drawFactor(random);
        p.beta[c] = random.normal() / 65536.0 / 4;
      }
    } else {
      chooseSumScale(step, p);
    }
    if (p.out16)
      graph_.tensors[*p.out16].scale = p.scale16;
    if (p.out8)
      graph_.tensors[*p.out8].scale = p.scale16 * (kInt16Deviation / kInt8Deviation);
  }

  /// A sum that is not normalised: first at a scale at which nothing saturates.
  void chooseSumScale(Operator& step, PostOp& p) {
    p.scale16 += graph_.tensors[p.residual.value()].scale;
    computeScaleWords(graph_, step);
    const double deviation = deviationOf<std::int16_t>(step, p.out16.value());
    if (deviation > 0)
      p.scale16 *= deviation / kInt16Deviation;
    p.scale16 = std::max(p.scale16, smallestSumScale(graph_, p));
  }

  /// Of what the operator makes at the present scales, in LSB.
  template <class T> double deviationOf(const Operator& step, TensorId id) {
    runGoldenOperator(graph_, step, kNonlinear, values_);
    Deviation deviation;
    for (const T value : values_[id].values<T>())
      deviation.add(value);
    return deviation.result();
  }

  /// A sum of int8 tensors: as exact as its factors allow, its result first at a scale at which
  /// nothing saturates.
  void chooseNarrowSumScale(Operator& step, PostOp& p) {
    GraphTensor& output = graph_.tensors[p.out8.value()];
    p.scale16 = smallestSumScale(graph_, p);
    output.scale = graph_.tensors[p.a].scale + graph_.tensors[p.residual.value()].scale;
    computeScaleWords(graph_, step);
    const double deviation = deviationOf<std::int8_t>(step, *p.out8);
    if (deviation > 0)
      output.scale *= deviation / kInt8Deviation;
    output.scale = std::max(output.scale, p.scale16 / kLargestPostFactor);
  }

  Graph& graph_;
  const RandomOptions& options_;
  TensorValues values_;
  std::uint64_t stream_ = 0;
};

} // namespace

std::vector<Tensor> drawRandomNumbers(Graph& graph, const RandomOptions& options) {
  return RandomNumbers(graph, options).run();
}

} // namespace weft
