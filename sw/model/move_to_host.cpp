// move_to_host.cpp: Rewrites a graph for a machine without softmax, GELU and LayerNorm.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/move_to_host.hpp"

#include "sw/model/scale_words.hpp"

#include <utility>

namespace weft {
namespace {

class HostMove {
public:
  explicit HostMove(Graph graph) : graph_(std::move(graph)) {}

  Graph run() {
    for (Operator& step : std::exchange(graph_.operators, {})) {
      if (auto* matmul = std::get_if<MatmulOp>(&step.op);
          matmul && matmul->activation == isa::Activation::gelu)
        moveGelu(step, std::move(*matmul));
      else if (const auto* attention = std::get_if<AttentionOp>(&step.op))
        moveSoftmax(step, *attention);
      else if (auto* post = std::get_if<PostOp>(&step.op); post && post->arithmetic.normalise)
        moveNorm(step, std::move(*post));
      else
        graph_.operators.push_back(std::move(step));
    }
    return std::move(graph_);
  }

private:
  template <class Op> void append(const std::string& name, OperatorKind kind, Op op) {
    graph_.operators.push_back({name, kind, std::move(op)});
  }

  TensorId intermediate(const std::string& name, DType dtype, std::size_t rows,
                        std::size_t columns) {
    GraphTensor tensor;
    tensor.name = name;
    tensor.dtype = dtype;
    tensor.rows = rows;
    tensor.columns = columns;
    return graph_.add(std::move(tensor));
  }

  double scaleOf(const HeadView& view) const {
    return graph_.tensors[view.tensor].scaleOf(view.column);
  }

  void moveGelu(const Operator& step, MatmulOp product) {
    HostOp gelu;
    gelu.rows = product.M;
    gelu.columns = product.N;
    gelu.outputs = {product.output};
    gelu.input = product.output =
        intermediate(step.name + ".sums", DType::i32, product.M, product.N);
    GraphTensor& sums = graph_.tensors[gelu.input];
    for (std::size_t n = 0; n < product.N; ++n)
      sums.columnScales.push_back(graph_.tensors[product.input].scale *
                                  graph_.tensors[product.weight].scaleOf(n));
    product.activation = isa::Activation::none;
    product.scale.assign(product.N, {});
    product.postScale = {};
    append(step.name, step.kind, std::move(product));
    append(step.name + ".gelu", OperatorKind::gelu, std::move(gelu));
  }

  void moveSoftmax(const Operator& step, const AttentionOp& attention) {
    HeadProductOp product;
    product.L = attention.L;
    product.S = visibleKeys(attention);
    product.D = attention.D;
    product.H = attention.H;
    product.queryHeadsPerKvHead = attention.queryHeadsPerKvHead;
    product.pairs = unmaskedPairs(attention);
    const TensorId scores =
        intermediate(step.name + ".scores", DType::i32, product.H * product.L, product.S);
    const TensorId shares =
        intermediate(step.name + ".probabilities", DType::i8, product.H * product.L, product.S);
    graph_.tensors[scores].scale = scaleOf(attention.q) * scaleOf(attention.k);
    graph_.tensors[shares].scale = kProbabilityStep;

    product.queries = attention.q;
    product.keys = attention.k;
    product.table = scores;
    append(step.name + ".scores", step.kind, product);
    append(step.name + ".softmax", OperatorKind::softmax, softmaxOf(attention, product, shares));
    product.weighs = true;
    product.queries = attention.out;
    product.keys = attention.v;
    product.table = shares;
    append(step.name + ".values", step.kind, product);
    computeScaleWords(graph_, graph_.operators.back());
  }

  static HostOp softmaxOf(const AttentionOp& attention, const HeadProductOp& product,
                          TensorId shares) {
    HostOp softmax;
    softmax.function = HostOp::Function::softmax;
    softmax.rows = product.H * product.L;
    softmax.columns = product.S;
    softmax.input = product.table;
    softmax.outputs = {shares};
    softmax.inputFactor = attention.softmaxScale;
    softmax.causalQueries = attention.mask == isa::MaskKind::causal ? attention.L : 0;
    return softmax;
  }

  void moveNorm(const Operator& step, PostOp post) {
    HostOp norm;
    norm.function = HostOp::Function::norm;
    norm.rows = post.rows;
    norm.columns = post.D;
    norm.epsilon = post.epsilon;
    norm.gamma = std::exchange(post.gamma, {});
    norm.beta = std::exchange(post.beta, {});
    for (const auto& output : {post.out16, post.out8})
      if (output)
        norm.outputs.push_back(*output);
    norm.input = post.residual ? appendSum(step, std::move(post)) : post.a;
    append(step.name, step.kind, std::move(norm));
  }

  /// The residual addition in front of a LayerNorm.
  TensorId appendSum(const Operator& step, PostOp post) {
    const TensorId sum = intermediate(step.name + ".sum", DType::i16, post.rows, post.D);
    graph_.tensors[sum].scale = post.sumScale;
    post.arithmetic.normalise = false;
    post.arithmetic.epsilonTerm = 0;
    post.arithmetic.gammaShift = 0;
    post.arithmetic.scale8 = {};
    post.gammaBeta.clear();
    post.epsilon = 0;
    post.out16 = sum;
    post.out8.reset();
    append(step.name + ".add", OperatorKind::add, std::move(post));
    return sum;
  }

  Graph graph_;
};

} // namespace

Graph movedToHost(const Graph& graph) { return HostMove(graph).run(); }

} // namespace weft
