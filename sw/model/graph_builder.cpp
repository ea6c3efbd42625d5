// graph_builder.cpp: Operators, sublayers and layers in program order.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/graph_builder.hpp"

#include <cmath>

namespace weft {

TensorId GraphBuilder::input(const std::string& name, DType dtype, std::size_t rows,
                             std::size_t columns) {
  const TensorId id = intermediate(name, dtype, rows, columns);
  graph_.tensors[id].kind = TensorKind::input;
  graph_.inputs.push_back(id);
  return id;
}

TensorId GraphBuilder::constant(const std::string& name, std::size_t rows, std::size_t columns) {
  const TensorId id = intermediate(name, DType::i16, rows, columns);
  graph_.tensors[id].kind = TensorKind::weight;
  return id;
}

TensorId GraphBuilder::intermediate(const std::string& name, DType dtype, std::size_t rows,
                                    std::size_t columns) {
  GraphTensor tensor;
  tensor.name = name;
  tensor.dtype = dtype;
  tensor.rows = rows;
  tensor.columns = columns;
  return graph_.add(std::move(tensor));
}

TensorId GraphBuilder::matmul(const std::string& name, TensorId x, std::size_t channels,
                              DType outType, isa::Activation activation, OperatorKind kind) {
  MatmulOp op;
  op.M = graph_.tensors[x].rows;
  op.K = graph_.tensors[x].columns;
  op.N = channels;
  op.input = x;
  op.weight = weights(name, op.K, op.N);
  op.activation = activation;
  return appendProduct(name, op, op.M, outType, kind);
}

TensorId GraphBuilder::weights(const std::string& name, std::size_t K, std::size_t N) {
  const TensorId id = intermediate(name + ".weight", DType::i8, K, N);
  graph_.tensors[id].kind = TensorKind::weight;
  return id;
}

TensorId GraphBuilder::appendProduct(const std::string& name, MatmulOp op, std::size_t rows,
                                     DType outType, OperatorKind kind) {
  op.output = intermediate(name + ".out", outType, rows, op.N);
  op.bias.assign(op.N, 0);
  op.scale.assign(op.N, {});
  op.realBias.assign(op.N, 0.0);
  graph_.operators.push_back({name, kind, op});
  return op.output;
}

TensorId GraphBuilder::appendAttention(const std::string& name, AttentionOp op,
                                       const Masking& masking) {
  op.mask = masking.mask;
  op.valid = masking.mask == isa::MaskKind::padding ? masking.valid : op.S;
  op.softmaxScale = 1.0 / std::sqrt(static_cast<double>(op.D));
  op.out = {intermediate(name + ".out", DType::i8, op.L, op.H * op.D), 0, op.D};
  graph_.operators.push_back({name, OperatorKind::attention, op});
  return op.out.tensor;
}

TensorId GraphBuilder::selfAttention(const std::string& name, TensorId qkv, std::size_t heads,
                                     const Masking& masking) {
  const std::size_t width = graph_.tensors[qkv].columns / 3;
  AttentionOp op;
  op.L = op.S = graph_.tensors[qkv].rows;
  op.H = heads;
  op.D = width / heads;
  op.q = {qkv, 0, op.D};
  op.k = {qkv, width, op.D};
  op.v = {qkv, 2 * width, op.D};
  return appendAttention(name, op, masking);
}

TensorId GraphBuilder::attention(const std::string& name, TensorId q, TensorId k, TensorId v,
                                 std::size_t heads, const Masking& masking) {
  AttentionOp op;
  op.L = graph_.tensors[q].rows;
  op.S = graph_.tensors[k].rows;
  op.H = heads;
  op.D = graph_.tensors[q].columns / heads;
  op.q = {q, 0, op.D};
  op.k = {k, 0, op.D};
  op.v = {v, 0, op.D};
  return appendAttention(name, op, masking);
}

Stream GraphBuilder::norm(const std::string& name, TensorId a, std::optional<TensorId> residual,
                          double epsilon, PostOutputs outputs, OperatorKind kind) {
  PostOp op;
  op.rows = graph_.tensors[a].rows;
  op.D = graph_.tensors[a].columns;
  op.a = a;
  op.residual = residual;
  op.arithmetic.normalise = true;
  op.epsilon = epsilon;
  op.gammaBeta.assign(op.D, 0);
  op.gamma.assign(op.D, 1.0);
  op.beta.assign(op.D, 0.0);
  if (outputs.write16)
    op.out16 = intermediate(name + ".out16", DType::i16, op.rows, op.D);
  if (outputs.write8)
    op.out8 = intermediate(name + ".out8", DType::i8, op.rows, op.D);
  graph_.operators.push_back({name, kind, op});
  return {op.out16.value_or(0), op.out8};
}

TensorId GraphBuilder::add(const std::string& name, TensorId a, TensorId residual,
                           OperatorKind kind) {
  PostOp op;
  op.rows = graph_.tensors[a].rows;
  op.D = graph_.tensors[a].columns;
  op.a = a;
  op.residual = residual;
  op.out16 = intermediate(name + ".out16", DType::i16, op.rows, op.D);
  graph_.operators.push_back({name, kind, op});
  return *op.out16;
}

TensorId GraphBuilder::softmax(const std::string& name, TensorId scores) {
  SoftmaxOp op;
  op.rows = graph_.tensors[scores].rows;
  op.columns = graph_.tensors[scores].columns;
  op.scores = scores;
  op.probabilities = intermediate(name + ".probabilities", DType::u8, op.rows, op.columns);
  op.exponents = intermediate(name + ".exponents", DType::i16, op.rows, op.chunks());
  op.sums = intermediate(name + ".sums", DType::i32, op.rows, 2);
  op.softmaxScale = 1.0;
  graph_.operators.push_back({name, OperatorKind::softmax, op});
  for (const TensorId id : {op.probabilities, op.exponents, op.sums})
    output(id);
  return op.probabilities;
}

TensorId GraphBuilder::attentionSublayer(const std::string& name, const EncoderShape& shape,
                                         TensorId x8) {
  const TensorId qkv = matmul(name + "qkv", x8, 3 * shape.width, DType::i8);
  const TensorId context = selfAttention(name + "attention", qkv, shape.heads, shape.masking);
  return matmul(name + "projection", context, shape.width, DType::i16);
}

TensorId GraphBuilder::feedForwardSublayer(const std::string& name, const EncoderShape& shape,
                                           TensorId x8) {
  const TensorId inner =
      matmul(name + "feed_forward1", x8, shape.inner, DType::i8, shape.activation);
  return matmul(name + "feed_forward2", inner, shape.width, DType::i16);
}

Stream GraphBuilder::postNormLayer(const std::string& name, const EncoderShape& shape, Stream x,
                                   PostOutputs outputs) {
  const TensorId attended = attentionSublayer(name, shape, x.x8.value());
  const Stream middle = norm(name + "norm1", attended, x.x16, shape.epsilon, {});
  const TensorId fed = feedForwardSublayer(name, shape, middle.x8.value());
  return norm(name + "norm2", fed, middle.x16, shape.epsilon, outputs);
}

Stream GraphBuilder::preNormLayer(const std::string& name, const EncoderShape& shape, Stream x) {
  const PostOutputs onlyInt8{.write16 = false, .write8 = true};
  const Stream before = norm(name + "norm1", x.x16, {}, shape.epsilon, onlyInt8);
  const TensorId attended = attentionSublayer(name, shape, before.x8.value());
  const TensorId middle = add(name + "add1", attended, x.x16);
  const Stream between = norm(name + "norm2", middle, {}, shape.epsilon, onlyInt8);
  const TensorId fed = feedForwardSublayer(name, shape, between.x8.value());
  return {add(name + "add2", fed, middle), {}};
}

Stream GraphBuilder::encoder(const EncoderShape& shape, Stream x, PostOutputs last) {
  for (std::size_t layer = 0; layer < shape.layers; ++layer) {
    const std::string name = "layer" + std::to_string(layer) + ".";
    const bool isLast = layer + 1 == shape.layers;
    x = shape.norm == NormOrder::pre ? preNormLayer(name, shape, x)
                                     : postNormLayer(name, shape, x, isLast ? last : PostOutputs{});
  }
  return x;
}

void GraphBuilder::output(TensorId id) {
  graph_.tensors[id].kind = TensorKind::output;
  graph_.outputs.push_back(id);
}

} // namespace weft
