// compare.cpp: Device against golden, element by element
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/compare.hpp"

#include "gen/num/error.hpp"

#include <cstring>

namespace weft {
namespace {

void noteDifference(Comparison& result, const Operator& op, const GraphTensor& tensor, TensorId id,
                    std::size_t index, std::int64_t expected, std::int64_t got) {
  ++result.mismatches;
  ++result.mismatchesOf.back();
  if (!result.first)
    result.first = Mismatch{op.name,
                            tensor.name,
                            static_cast<std::int64_t>(index / tensor.columns),
                            static_cast<std::int64_t>(index % tensor.columns),
                            expected,
                            got,
                            id};
}

void compareTensor(Comparison& result, const Operator& op, const GraphTensor& tensor, TensorId id,
                   const Tensor& expected, const Tensor& got) {
  if (expected.size() != got.size() || expected.dtype() != got.dtype())
    throw InternalError("tensor '" + tensor.name + "' has another shape or type on the device");
  result.checked += expected.size();
  if (std::memcmp(expected.bytes().data(), got.bytes().data(), expected.bytes().size()) == 0)
    return;
  const std::vector<std::int64_t> e = expected.convertedTo<std::int64_t>(),
                                  g = got.convertedTo<std::int64_t>();
  for (std::size_t i = 0; i < e.size(); ++i)
    if (e[i] != g[i])
      noteDifference(result, op, tensor, id, i, e[i], g[i]);
}

} // namespace

std::string Mismatch::text() const {
  return "operator '" + operatorName + "', tensor '" + tensor + "', element [" +
         std::to_string(row) + ", " + std::to_string(column) + "]: expected " +
         std::to_string(expected) + ", got " + std::to_string(got);
}

Comparison compareStored(const Graph& graph, const std::vector<Tensor>& golden,
                         const std::vector<Tensor>& device) {
  Comparison result;
  for (const Operator& op : graph.operators) {
    result.mismatchesOf.push_back(0);
    for (const TensorId id : op.outputs())
      compareTensor(result, op, graph.tensors[id], id, golden.at(id), device.at(id));
  }
  return result;
}

} // namespace weft
