// layout.cpp: Where tensors lie in memory
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/layout.hpp"

#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/program.hpp"

namespace weft {
namespace {

Placement shapeOf(const GraphTensor& tensor, std::int64_t groupColumns, std::int64_t busBytes) {
  Placement place;
  place.rows = static_cast<std::int64_t>(tensor.rows);
  place.columns = static_cast<std::int64_t>(tensor.columns);
  place.elementBytes = dtypeSize(tensor.dtype);
  place.groupColumns = groupColumns;
  place.groupPitch = roundUp(static_cast<std::uint64_t>(groupColumns) * place.elementBytes,
                             static_cast<std::uint64_t>(busBytes));
  place.pitch = place.groupPitch * static_cast<std::uint64_t>(place.columns / groupColumns);
  return place;
}

/// Constants that an operator reads packed in its own order: the weights of products.
std::vector<bool> packedConstants(const Graph& graph) {
  std::vector<bool> packed(graph.tensors.size(), false);
  for (const Operator& op : graph.operators)
    if (const auto* matmul = std::get_if<MatmulOp>(&op.op))
      packed[matmul->weight] = graph.tensors[matmul->weight].kind == TensorKind::weight;
  return packed;
}

} // namespace

std::uint64_t Placement::at(std::int64_t row, std::int64_t column) const {
  return offset + static_cast<std::uint64_t>(row) * pitch +
         static_cast<std::uint64_t>(column / groupColumns) * groupPitch +
         static_cast<std::uint64_t>(column % groupColumns) * elementBytes;
}

std::uint64_t SegmentAllocator::allocate(std::uint64_t bytes) {
  const std::uint64_t offset = roundUp(next_, alignment_);
  next_ = roundUp(offset + bytes, alignment_) + kGuardBytes;
  if (next_ > 0xffff'ffffULL)
    throw DesignError(
        "memory: the workload needs more than the 4 GiB that one base register reaches (" +
        std::to_string(next_ >> 20) + " MiB so far)");
  return offset;
}

std::vector<std::int64_t> memoryGroups(const Graph& graph, std::int64_t busBytes) {
  std::vector<std::int64_t> groups;
  for (const GraphTensor& tensor : graph.tensors)
    groups.push_back(static_cast<std::int64_t>(tensor.columns));
  const auto group = [&](std::size_t headSize, std::initializer_list<HeadView> views) {
    if (headSize % static_cast<std::size_t>(busBytes) != 0)
      for (const HeadView& view : views)
        groups[view.tensor] = static_cast<std::int64_t>(headSize);
  };
  for (const Operator& op : graph.operators)
    if (const auto* attention = std::get_if<AttentionOp>(&op.op))
      group(attention->D, {attention->q, attention->k, attention->v, attention->out});
    else if (const auto* product = std::get_if<HeadProductOp>(&op.op))
      group(product->D, {product->queries, product->keys});
  return groups;
}

std::vector<Placement> placeTensors(const Graph& graph, std::int64_t busBytes,
                                    SegmentAllocator& constants, SegmentAllocator& tensors) {
  const std::vector<std::int64_t> groups = memoryGroups(graph, busBytes);
  const std::vector<bool> packed = packedConstants(graph);
  std::vector<Placement> placements;
  for (TensorId id = 0; id < graph.tensors.size(); ++id) {
    const GraphTensor& tensor = graph.tensors[id];
    Placement place = shapeOf(tensor, groups[id], busBytes);
    if (!packed[id]) {
      const bool constant = tensor.kind == TensorKind::weight;
      place.base = constant ? kConstantBase : kTensorBase;
      place.offset = (constant ? constants : tensors).allocate(place.bytes());
      place.placed = true;
    }
    placements.push_back(place);
  }
  return placements;
}

} // namespace weft
