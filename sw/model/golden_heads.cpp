// golden_heads.cpp: Bit-exact products of heads on the tensors of a graph.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/golden_heads.hpp"

#include "sw/model/integer_gemm.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Row-major rows of one head.
template <class Element> struct HeadRows {
  Element* first;
  std::size_t pitch;
  Element* row(std::size_t index) const { return first + index * pitch; }
};
using ReadRows = HeadRows<const std::int8_t>;

template <class Element>
HeadRows<Element> rowsOf(const Graph& graph, const HeadView& view, std::size_t head,
                         std::span<Element> all) {
  return {all.data() + view.column + head * view.headStride, graph.tensors[view.tensor].columns};
}

ReadRows rowsOf(const Graph& graph, const HeadView& view, std::size_t head,
                const TensorValues& values) {
  return rowsOf(graph, view, head, values[view.tensor].values<std::int8_t>());
}

std::vector<std::int8_t> gathered(const ReadRows& rows, std::size_t count, std::size_t D) {
  std::vector<std::int8_t> values;
  values.reserve(count * D);
  for (std::size_t row = 0; row < count; ++row)
    values.insert(values.end(), rows.row(row), rows.row(row) + D);
  return values;
}

std::vector<std::int8_t> transposed(const ReadRows& rows, std::size_t count, std::size_t D) {
  std::vector<std::int8_t> values(D * count);
  for (std::size_t row = 0; row < count; ++row)
    for (std::size_t d = 0; d < D; ++d)
      values[d * count + row] = rows.row(row)[d];
  return values;
}

Tensor emptyTensor(const Graph& graph, TensorId id) {
  const GraphTensor& tensor = graph.tensors[id];
  return {tensor.dtype, {tensor.rows, tensor.columns}};
}

} // namespace

void scoreKeys(const Graph& graph, const HeadProductOp& op, TensorValues& values) {
  values[op.table] = emptyTensor(graph, op.table);
  const auto scores = values[op.table].mutableValues<std::int32_t>();
  for (std::size_t h = 0; h < op.H; ++h) {
    const auto q = gathered(rowsOf(graph, op.queries, h, values), op.L, op.D);
    const auto k =
        transposed(rowsOf(graph, op.keys, h / op.queryHeadsPerKvHead, values), op.S, op.D);
    multiplyInt8(q, k, op.D, scores.subspan(h * op.L * op.S, op.L * op.S));
  }
}

void weighValues(const Graph& graph, const HeadProductOp& op, TensorValues& values) {
  values[op.queries.tensor] = emptyTensor(graph, op.queries.tensor);
  const auto shares = values[op.table].values<std::int8_t>();
  const auto outputs = values[op.queries.tensor].mutableValues<std::int8_t>();
  std::vector<std::int32_t> sums(op.L * op.D);
  for (std::size_t h = 0; h < op.H; ++h) {
    const auto v = gathered(rowsOf(graph, op.keys, h / op.queryHeadsPerKvHead, values), op.S, op.D);
    multiplyInt8(shares.subspan(h * op.L * op.S, op.L * op.S), v, op.S, sums);
    const HeadRows<std::int8_t> out = rowsOf(graph, op.queries, h, outputs);
    for (std::size_t i = 0; i < sums.size(); ++i)
      out.row(i / op.D)[i % op.D] =
          static_cast<std::int8_t>(num::requantise(sums[i], op.outputScale, 8));
  }
}

} // namespace weft
