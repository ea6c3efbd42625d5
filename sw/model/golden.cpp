// golden.cpp: Maps operators of a graph to the bit-exact models of the blocks.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/golden.hpp"

#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/num/error.hpp"
#include "sw/model/golden_attention.hpp"
#include "sw/model/golden_heads.hpp"
#include "sw/model/golden_post.hpp"
#include "sw/model/host_ops.hpp"
#include "sw/model/integer_gemm.hpp"

#include <bit>

namespace weft {

namespace {

class GoldenStep {
public:
  GoldenStep(const Graph& graph, num::Nonlinear nonlinear, TensorValues& values)
      : graph_(graph), nonlinear_(nonlinear), values_(values) {}

  void operator()(const MatmulOp& m) {
    std::vector<std::int32_t> sums(m.M * m.N);
    if (m.window)
      convolveInt8(read<std::int8_t>(m.input), read<std::int8_t>(m.weight), *m.window, sums);
    else
      multiplyInt8(read<std::int8_t>(m.input), read<std::int8_t>(m.weight), m.K, sums);
    const GraphTensor& output = graph_.tensors[m.output];
    if (output.dtype == DType::i8)
      drain<std::int8_t>(m, OutputType::int8, sums);
    else if (output.dtype == DType::i16)
      drain<std::int16_t>(m, OutputType::int16, sums);
    else
      drain<std::int32_t>(m, OutputType::int32, sums);
  }

  void operator()(const AttentionOp& a) {
    const auto out = write<std::int8_t>(a.out.tensor);
    GoldenAttention(graph_, a, nonlinear_, values_).all(out);
  }

  void operator()(const SoftmaxOp& s) {
    const auto scores = read<std::int32_t>(s.scores);
    const auto p = write<std::uint8_t>(s.probabilities);
    const auto exponents = write<std::int16_t>(s.exponents);
    const auto sums = write<std::int32_t>(s.sums);
    const std::size_t chunks = s.chunks();
    for (std::size_t row = 0; row < s.rows; ++row) {
      const SoftmaxRow result = softmaxRow(
          scores.subspan(row * s.columns, s.columns), s.scoreScale, s.chunkKeys, nonlinear_,
          p.subspan(row * s.columns, s.columns), exponents.subspan(row * chunks, chunks));
      sums[2 * row] = std::bit_cast<std::int32_t>(result.sum());
      sums[2 * row + 1] = result.exponent() & 0xffff;
    }
  }

  void operator()(const PostOp& p) { runGoldenPost(p, nonlinear_, graph_, values_); }

  void operator()(const HeadProductOp& h) {
    if (h.weighs)
      weighValues(graph_, h, values_);
    else
      scoreKeys(graph_, h, values_);
  }

  void operator()(const HostOp& h) { runHostOperator(graph_, h, values_); }

private:
  template <class T> std::span<const T> read(TensorId id) const { return values_[id].values<T>(); }

  template <class T> std::span<T> write(TensorId id) {
    const GraphTensor& tensor = graph_.tensors[id];
    values_[id] = Tensor(tensor.dtype, {tensor.rows, tensor.columns});
    return values_[id].mutableValues<T>();
  }

  template <class T>
  void drain(const MatmulOp& m, OutputType type, std::span<const std::int32_t> sums) {
    const std::span<T> output = write<T>(m.output);
    const auto drained = [&](std::span<T> values) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t n = i % m.N;
        values[i] = static_cast<T>(outputValue(sums[i], m.bias[n], m.scale[n], m.activation, type,
                                               m.postScale, nonlinear_));
      }
    };
    if (!m.window || m.window->pooling == Pooling::none)
      return drained(output);
    std::vector<T> all(sums.size());
    drained(all);
    poolMaxima<T>(all, m.window->output, m.window->pooling, m.N, output);
  }

  const Graph& graph_;
  num::Nonlinear nonlinear_;
  TensorValues& values_;
};

} // namespace

void runGoldenOperator(const Graph& graph, const Operator& step, num::Nonlinear nonlinear,
                       TensorValues& values) {
  std::visit(GoldenStep(graph, nonlinear, values), step.op);
}

TensorValues goldenOperands(const Graph& graph, const std::vector<Tensor>& inputs) {
  if (inputs.size() != graph.inputs.size())
    throw InternalError("golden run with the wrong number of inputs");
  TensorValues values(graph.tensors.size());
  for (TensorId id = 0; id < graph.tensors.size(); ++id)
    if (graph.tensors[id].kind == TensorKind::weight)
      values[id] = graph.tensors[id].data;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const GraphTensor& tensor = graph.tensors[graph.inputs[i]];
    if (inputs[i].dtype() != tensor.dtype ||
        inputs[i].shape() != Shape{tensor.rows, tensor.columns})
      throw InternalError("input " + tensor.name + " has the wrong shape or type");
    values[graph.inputs[i]] = inputs[i];
  }
  return values;
}

TensorValues runGolden(const Graph& graph, const std::vector<Tensor>& inputs,
                       num::Nonlinear nonlinear,
                       const std::function<void(const Operator&)>& progress) {
  TensorValues values = goldenOperands(graph, inputs);
  for (const Operator& step : graph.operators) {
    if (progress)
      progress(step);
    runGoldenOperator(graph, step, nonlinear, values);
  }
  return values;
}

} // namespace weft
