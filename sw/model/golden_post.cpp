// golden_post.cpp: Feeds tensors to the post engine's model row by row.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/golden_post.hpp"

#include <vector>

namespace weft {
namespace {

/// All elements of an optional output, empty when it is not wanted.
template <class T>
std::span<T> allocate(const std::optional<TensorId>& id, const Graph& graph, TensorValues& values) {
  if (!id)
    return {};
  const GraphTensor& tensor = graph.tensors[*id];
  values[*id] = Tensor(tensor.dtype, {tensor.rows, tensor.columns});
  return values[*id].mutableValues<T>();
}

/// Row `index` of an operand of D columns; int8 values become int16 ones.
std::vector<std::int16_t> operandRow(const Tensor& operand, std::size_t index, std::size_t D) {
  const auto row = [&]<class T>(std::span<const T> all) {
    const std::span<const T> values = all.subspan(index * D, D);
    return std::vector<std::int16_t>(values.begin(), values.end());
  };
  return operand.dtype() == DType::i8 ? row(operand.values<std::int8_t>())
                                      : row(operand.values<std::int16_t>());
}

} // namespace

void runGoldenPost(const PostOp& op, num::Nonlinear nonlinear, const Graph& graph,
                   TensorValues& values) {
  const auto out16 = allocate<std::int16_t>(op.out16, graph, values);
  const auto out8 = allocate<std::int8_t>(op.out8, graph, values);
  const auto row = [&](auto all, std::size_t index) {
    return all.empty() ? all : all.subspan(index * op.D, op.D);
  };
  std::vector<std::int16_t> residual;
  for (std::size_t r = 0; r < op.rows; ++r) {
    if (op.residual)
      residual = operandRow(values[*op.residual], r, op.D);
    postRow(operandRow(values[op.a], r, op.D), residual, op.gammaBeta, op.arithmetic, nonlinear,
            row(out16, r), row(out8, r));
  }
}

} // namespace weft
