// graph_check.cpp: Checks that a graph's operators and tensors fit together.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "sw/model/graph.hpp"

#include <algorithm>
#include <cstdlib>

namespace weft {

namespace {

class GraphCheck {
public:
  explicit GraphCheck(const Graph& graph) : graph_(graph), written_(graph.tensors.size(), false) {}

  void run() {
    checkTensors();
    for (const Operator& step : graph_.operators) {
      step_ = &step;
      std::visit([this](const auto& op) { check(op); }, step.op);
      markWritten();
    }
    for (const TensorId id : graph_.outputs)
      require(tensor(id).kind == TensorKind::output && written_[id],
              tensor(id).name + " is an output that nothing writes");
  }

private:
  void require(bool holds, const std::string& message) const {
    if (!holds)
      throw InternalError((step_ ? "operator " + step_->name + ": " : std::string()) + message);
  }

  const GraphTensor& tensor(TensorId id) const {
    require(id < graph_.tensors.size(), "tensor " + std::to_string(id) + " does not exist");
    return graph_.tensors[id];
  }

  void checkTensors() {
    for (TensorId id = 0; id < graph_.tensors.size(); ++id) {
      const GraphTensor& t = graph_.tensors[id];
      const bool constant = t.kind == TensorKind::weight;
      require(!constant ||
                  (t.data.dtype() == t.dtype && t.data.shape() == Shape{t.rows, t.columns}),
              t.name + ": constant without fitting data");
      require(t.columnScales.empty() || t.columnScales.size() == t.columns,
              t.name + ": wrong number of column scales");
      written_[id] = constant || t.kind == TensorKind::input;
    }
  }

  void markWritten() {
    for (const TensorId id : step_->outputs()) {
      require(!written_[id], tensor(id).name + " is written twice");
      written_[id] = true;
    }
  }

  void expect(TensorId id, DType dtype, std::size_t rows, std::size_t columns) const {
    const GraphTensor& t = tensor(id);
    require(t.dtype == dtype && t.rows == rows && t.columns == columns,
            t.name + " should be " + std::string(dtypeName(dtype)) + " " +
                shapeText({rows, columns}));
  }

  void expectInput(TensorId id, DType dtype, std::size_t rows, std::size_t columns) const {
    expect(id, dtype, rows, columns);
    require(written_[id], tensor(id).name + " is read before it is written");
  }

  /// Its output has one row a pixel that is stored.
  void check(const Window& window, const MatmulOp& m) const {
    expectInput(m.input, DType::i8, window.input.pixels(), window.channels);
    require(m.M == window.output.pixels() && m.K == window.factors(), "window of another product");
    const DType dtype = tensor(m.output).dtype;
    require(window.pooling == Pooling::none || dtype == DType::i8, "maxima that are not int8");
    expect(m.output, dtype, window.stored().pixels(), m.N);
  }

  void check(const MatmulOp& m) const {
    if (m.window) {
      check(*m.window, m);
    } else {
      expectInput(m.input, DType::i8, m.M, m.K);
      expect(m.output, tensor(m.output).dtype, m.M, m.N);
    }
    expectInput(m.weight, DType::i8, m.K, m.N);
    require(m.bias.size() == m.N && m.scale.size() == m.N, "one bias and scale per channel");
    std::int64_t largest = 0;
    for (const std::int32_t bias : m.bias)
      largest = std::max(largest, std::abs(std::int64_t{bias}));
    if (!num::accumulatorFits(static_cast<std::int64_t>(m.K), largest))
      throw DesignError("operator " + step_->name + ": " + std::to_string(m.K) +
                        " products and a bias of " + std::to_string(largest) +
                        " could exceed 32 bits");
  }

  void expectHeads(const HeadView& view, std::size_t rows, std::size_t D, std::size_t heads) const {
    const GraphTensor& t = tensor(view.tensor);
    const std::size_t end = view.column + (heads - 1) * view.headStride + D;
    require(t.dtype == DType::i8 && t.rows == rows && end <= t.columns,
            t.name + " does not hold the heads");
  }

  void check(const AttentionOp& a) const {
    require(a.H > 0 && a.queryHeadsPerKvHead > 0 && a.H % a.queryHeadsPerKvHead == 0, "heads");
    const std::size_t kvHeads = a.H / a.queryHeadsPerKvHead;
    expectHeads(a.q, a.L, a.D, a.H);
    expectHeads(a.k, a.S, a.D, kvHeads);
    expectHeads(a.v, a.S, a.D, kvHeads);
    expectHeads(a.out, a.L, a.D, a.H);
    for (const HeadView& view : {a.q, a.k, a.v})
      require(written_[view.tensor], tensor(view.tensor).name + " is read before it is written");
    require(a.valid <= a.S, "more valid keys than keys");
  }

  void check(const SoftmaxOp& s) const {
    expectInput(s.scores, DType::i32, s.rows, s.columns);
    expect(s.probabilities, DType::u8, s.rows, s.columns);
    expect(s.exponents, DType::i16, s.rows, s.chunks());
    expect(s.sums, DType::i32, s.rows, 2);
  }

  void expectOperand(TensorId id, const PostOp& p) const {
    expectInput(id, tensor(id).dtype == DType::i8 ? DType::i8 : DType::i16, p.rows, p.D);
  }

  void check(const PostOp& p) const {
    expectOperand(p.a, p);
    if (p.residual)
      expectOperand(*p.residual, p);
    if (p.out16)
      expect(*p.out16, DType::i16, p.rows, p.D);
    if (p.out8)
      expect(*p.out8, DType::i8, p.rows, p.D);
    require(p.out16 || p.out8, "writes nothing");
    const std::size_t channels = p.arithmetic.normalise ? p.D : 0;
    require(p.gammaBeta.size() == channels && p.gamma.size() == channels &&
                p.beta.size() == channels,
            "gamma and beta per channel");
  }

  void check(const HeadProductOp& h) const {
    expect(h.table, h.weighs ? DType::i8 : DType::i32, h.H * h.L, h.S);
    require(h.H > 0 && h.queryHeadsPerKvHead > 0 && h.H % h.queryHeadsPerKvHead == 0, "heads");
    expectHeads(h.queries, h.L, h.D, h.H);
    expectHeads(h.keys, tensor(h.keys.tensor).rows, h.D, h.H / h.queryHeadsPerKvHead);
    require(tensor(h.keys.tensor).rows >= h.S, "fewer keys than the table has columns");
    for (const TensorId id : step_->inputs())
      require(written_[id], tensor(id).name + " is read before it is written");
  }

  void check(const HostOp& h) const {
    expectInput(h.input, tensor(h.input).dtype, h.rows, h.columns);
    for (const TensorId id : h.outputs)
      expect(id, tensor(id).dtype, h.rows, h.columns);
    require(!h.outputs.empty(), "writes nothing");
    const std::size_t channels = h.function == HostOp::Function::norm ? h.columns : 0;
    require(h.gamma.size() == channels && h.beta.size() == channels, "gamma and beta per channel");
  }

  const Graph& graph_;
  std::vector<bool> written_;
  const Operator* step_ = nullptr;
};

} // namespace

void Graph::check() const { GraphCheck(*this).run(); }

} // namespace weft
