// reference.cpp: Walks through a graph on real numbers.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/reference.hpp"

#include "gen/num/error.hpp"
#include "sw/model/host_ops.hpp"
#include "sw/model/reference_ops.hpp"

namespace weft {

namespace {

template <class Real> class ReferenceRun {
public:
  ReferenceRun(const Graph& graph, std::vector<Values<Real>> inputs)
      : graph_(graph), values_(graph.tensors.size()) {
    if (inputs.size() != graph.inputs.size())
      throw InternalError("reference run with the wrong number of inputs");
    for (std::size_t i = 0; i < inputs.size(); ++i)
      values_[graph.inputs[i]] = std::move(inputs[i]);
  }

  void run(const Observer<Real>& observe) {
    for (const Operator& step : graph_.operators) {
      std::visit([this](const auto& op) { execute(op); }, step.op);
      if (observe)
        for (const TensorId id : step.outputs())
          observe(id, values_[id]);
    }
  }

  std::vector<Values<Real>> take() { return std::move(values_); }

private:
  /// An operand: constants are dequantised when first read.
  Values<Real>& value(TensorId id) {
    const GraphTensor& tensor = graph_.tensors[id];
    if (tensor.kind == TensorKind::weight && values_[id].empty())
      values_[id] = dequantise<Real>(tensor, tensor.data);
    return values_[id];
  }

  Values<Real>& allocate(TensorId id) {
    const GraphTensor& tensor = graph_.tensors[id];
    values_[id].assign(tensor.rows * tensor.columns, Real{0});
    return values_[id];
  }

  void execute(const MatmulOp& m) {
    Values<Real> results(m.M * m.N);
    if (m.window)
      reference::convolution<Real>(value(m.input), value(m.weight), m.realBias, *m.window, results);
    else
      reference::linear<Real>(value(m.input), value(m.weight), m.realBias, m.K, results);
    reference::activate<Real>(m.activation, results);
    if (m.window && m.window->pooling != Pooling::none)
      poolMaxima<Real>(results, m.window->output, m.window->pooling, m.N, allocate(m.output));
    else
      values_[m.output] = std::move(results);
    if (graph_.tensors[m.weight].kind == TensorKind::weight)
      Values<Real>().swap(values_[m.weight]); // dequantised weights are large and read once
  }

  template <class Element>
  reference::HeadColumns<Element> head(const HeadView& view, std::size_t index) {
    return {value(view.tensor), graph_.tensors[view.tensor].columns,
            view.column + index * view.headStride};
  }

  void execute(const AttentionOp& a) {
    allocate(a.out.tensor);
    for (std::size_t h = 0; h < a.H; ++h) {
      const std::size_t kvHead = h / a.queryHeadsPerKvHead;
      reference::attendHead<Real>(a, head<const Real>(a.q, h), head<const Real>(a.k, kvHead),
                                  head<const Real>(a.v, kvHead), head<Real>(a.out, h));
    }
  }

  void execute(const SoftmaxOp& s) {
    Values<Real> probabilities = value(s.scores);
    for (Real& score : probabilities)
      score *= static_cast<Real>(s.softmaxScale);
    for (std::size_t row = 0; row < s.rows; ++row)
      reference::softmax(std::span(probabilities).subspan(row * s.columns, s.columns));
    values_[s.probabilities] = std::move(probabilities);
  }

  void execute(const HeadProductOp& h) {
    if (h.weighs)
      allocate(h.queries.tensor);
    const Values<Real>& table = h.weighs ? value(h.table) : allocate(h.table);
    for (std::size_t i = 0; i < h.H; ++i) {
      const auto keys = head<const Real>(h.keys, i / h.queryHeadsPerKvHead);
      const reference::HeadColumns<const Real> rows{table, h.S, i * h.L * h.S};
      if (h.weighs)
        reference::weighValues<Real>(h, rows, keys, head<Real>(h.queries, i));
      else
        reference::scoreKeys<Real>(h, head<const Real>(h.queries, i), keys,
                                   {values_[h.table], h.S, i * h.L * h.S});
    }
  }

  void execute(const HostOp& h) {
    Values<Real> rows = value(h.input);
    for (Real& x : rows)
      x *= static_cast<Real>(h.inputFactor);
    for (std::size_t row = 0; row < h.rows; ++row)
      executeRow(h, row, std::span(rows).subspan(row * h.columns, h.columns));
    for (const TensorId id : h.outputs)
      values_[id] = rows;
  }

  void executeRow(const HostOp& h, std::size_t index, std::span<Real> row) {
    if (h.function == HostOp::Function::gelu)
      reference::activate<Real>(isa::Activation::gelu, row);
    else if (h.function == HostOp::Function::norm)
      reference::layerNorm(row, h.epsilon, h.gamma, h.beta);
    else {
      const std::size_t visible = visibleKeys(h, index);
      reference::softmax(row.first(visible));
      std::ranges::fill(row.subspan(visible), Real{0});
    }
  }

  void execute(const PostOp& p) {
    Values<Real> sum = value(p.a);
    if (p.residual)
      std::ranges::transform(sum, value(*p.residual), sum.begin(), std::plus<>{});
    if (p.arithmetic.relu)
      reference::activate<Real>(isa::Activation::relu, sum);
    if (p.arithmetic.normalise)
      for (std::size_t row = 0; row < p.rows; ++row)
        reference::layerNorm(std::span(sum).subspan(row * p.D, p.D), p.epsilon, p.gamma, p.beta);
    if (p.out8)
      values_[*p.out8] = sum;
    if (p.out16)
      values_[*p.out16] = std::move(sum);
  }

  const Graph& graph_;
  std::vector<Values<Real>> values_;
};

} // namespace

template <class Real> Values<Real> dequantise(const GraphTensor& tensor, const Tensor& data) {
  Values<Real> values = data.convertedTo<Real>();
  if (data.dtype() == DType::f32 || data.dtype() == DType::f64)
    return values;
  for (std::size_t row = 0; row < values.size(); row += tensor.columns)
    for (std::size_t n = 0; n < tensor.columns; ++n)
      values[row + n] = static_cast<Real>(values[row + n] * tensor.scaleOf(n));
  return values;
}

template <class Real>
std::vector<Values<Real>> runReference(const Graph& graph, std::vector<Values<Real>> inputs,
                                       const Observer<Real>& observe) {
  ReferenceRun<Real> run(graph, std::move(inputs));
  run.run(observe);
  return run.take();
}

template Values<float> dequantise(const GraphTensor&, const Tensor&);
template Values<double> dequantise(const GraphTensor&, const Tensor&);
template std::vector<Values<float>> runReference(const Graph&, std::vector<Values<float>>,
                                                 const Observer<float>&);
template std::vector<Values<double>> runReference(const Graph&, std::vector<Values<double>>,
                                                  const Observer<double>&);

} // namespace weft
