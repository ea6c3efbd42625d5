// golden_post.cpp: Feeds tensors to the post engine's model row by row.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/golden_post.hpp"

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

} // namespace

void runGoldenPost(const PostOp& op, num::Nonlinear nonlinear, const Graph& graph,
                   TensorValues& values) {
  const auto out16 = allocate<std::int16_t>(op.out16, graph, values);
  const auto out8 = allocate<std::int8_t>(op.out8, graph, values);
  const auto a = values[op.a].values<std::int16_t>();
  const auto residual =
      op.residual ? values[*op.residual].values<std::int16_t>() : std::span<const std::int16_t>{};
  const auto row = [&](auto all, std::size_t index) {
    return all.empty() ? all : all.subspan(index * op.D, op.D);
  };
  for (std::size_t r = 0; r < op.rows; ++r)
    postRow(row(a, r), row(residual, r), op.gammaBeta, op.arithmetic, nonlinear, row(out16, r),
            row(out8, r));
}

} // namespace weft
