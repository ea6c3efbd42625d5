// limits.cpp: What no accelerator of this size can beat
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/limits.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft {
namespace {

constexpr std::uint64_t kChannelRecordBytes = 8; // bias and scale
constexpr std::uint64_t kGammaBetaBytes = 4;

/// Of `count` elements from the first on: what the layout adds is no data of the workload.
std::uint64_t bytesOf(const GraphTensor& tensor, std::uint64_t count) {
  return (count - tensor.fill) * dtypeSize(tensor.dtype);
}

std::uint64_t bytesOf(const GraphTensor& tensor) {
  return bytesOf(tensor, tensor.rows * tensor.columns);
}

/// A rectangle of a tensor from row 0 on that an operator reads.
struct Part {
  TensorId tensor = 0;
  std::size_t rows = 0, column = 0, columns = 0;
  bool operator==(const Part&) const = default;
};

Part headsOf(const HeadView& view, std::size_t rows, std::size_t heads, std::size_t headSize) {
  return {view.tensor, rows, view.column, heads * headSize};
}

/// Queries without a key count: their tensor is an input, as the interface says.
std::vector<Part> partsRead(const AttentionOp& op) {
  const std::size_t keyHeads = op.H / op.queryHeadsPerKvHead, keys = visibleKeys(op);
  return {headsOf(op.q, op.L, op.H, op.D), headsOf(op.k, keys, keyHeads, op.D),
          headsOf(op.v, keys, keyHeads, op.D)};
}

/// Pixels that no result needs do not count.
std::vector<Part> partsRead(const Graph& graph, const MatmulOp& op, const Window& window) {
  return {{op.input, window.seenPixels(), 0, window.channels},
          {op.weight, op.K, 0, graph.tensors[op.weight].columns}};
}

std::vector<Part> partsRead(const HeadProductOp& op) {
  const Part keys = headsOf(op.keys, op.S, op.H / op.queryHeadsPerKvHead, op.D);
  if (op.weighs)
    return {{op.table, op.H * op.L, 0, op.S}, keys};
  return {headsOf(op.queries, op.L, op.H, op.D), keys};
}

/// What `op` needs of its inputs, every part once.
std::vector<Part> partsRead(const Graph& graph, const Operator& op) {
  std::vector<Part> parts;
  if (const auto* attention = std::get_if<AttentionOp>(&op.op))
    parts = partsRead(*attention);
  else if (const auto* matmul = std::get_if<MatmulOp>(&op.op); matmul && matmul->window)
    parts = partsRead(graph, *matmul, *matmul->window);
  else if (const auto* product = std::get_if<HeadProductOp>(&op.op))
    parts = partsRead(*product);
  else
    for (const TensorId id : op.inputs())
      parts.push_back({id, graph.tensors[id].rows, 0, graph.tensors[id].columns});
  std::vector<Part> once;
  for (const Part& part : parts)
    if (std::ranges::find(once, part) == once.end())
      once.push_back(part);
  return once;
}

/// Rows of every tensor that some operator needs.
std::vector<std::size_t> rowsRead(const Graph& graph) {
  std::vector<std::size_t> rows(graph.tensors.size(), 0);
  for (const Operator& op : graph.operators)
    if (!op.onHost())
      for (const Part& part : partsRead(graph, op))
        rows[part.tensor] = std::max(rows[part.tensor], part.rows);
  return rows;
}

/// Tensors that the host writes: they are no accelerator's to move.
std::vector<bool> hostTensors(const Graph& graph) {
  std::vector<bool> written(graph.tensors.size(), false);
  for (const Operator& op : graph.operators)
    if (op.onHost())
      for (const TensorId id : op.outputs())
        written[id] = true;
  return written;
}

/// Of a mean, which has no channels of its own to scale, none.
std::uint64_t parameterBytes(const Graph& graph, const Operator& op) {
  if (const auto* matmul = std::get_if<MatmulOp>(&op.op))
    return graph.tensors[matmul->weight].kind == TensorKind::weight
               ? matmul->N * kChannelRecordBytes
               : 0;
  if (const auto* post = std::get_if<PostOp>(&op.op))
    return post->gammaBeta.size() * kGammaBetaBytes;
  return 0;
}

/// Of a tensor whose first `rows` rows are read.
std::uint64_t minimumBytes(const GraphTensor& tensor, std::size_t rows, std::uint64_t samples) {
  switch (tensor.kind) {
  case TensorKind::weight:
    return bytesOf(tensor);
  case TensorKind::input:
    return samples * bytesOf(tensor, rows * tensor.columns);
  case TensorKind::output:
    return samples * bytesOf(tensor);
  case TensorKind::intermediate:
    break;
  }
  return 0;
}

/// Everything but bytes.
Work computation(const Operator& op) {
  Work work;
  if (std::holds_alternative<MatmulOp>(op.op))
    work.arrayMacs = op.macs();
  else if (std::holds_alternative<AttentionOp>(op.op) ||
           std::holds_alternative<HeadProductOp>(op.op))
    work.attentionMacs = op.macs();
  else if (const auto* softmax = std::get_if<SoftmaxOp>(&op.op))
    work.postElements = softmax->rows * softmax->columns;
  else if (const auto* post = std::get_if<PostOp>(&op.op))
    work.postElements = post->rows * post->D;
  return work;
}

} // namespace

Work& Work::operator+=(const Work& other) {
  arrayMacs += other.arrayMacs;
  attentionMacs += other.attentionMacs;
  postElements += other.postElements;
  minimumBytes += other.minimumBytes;
  return *this;
}

Work workOf(const Graph& graph, const Operator& op) {
  Work work = computation(op);
  if (op.onHost())
    return work;
  work.minimumBytes = parameterBytes(graph, op);
  for (const Part& part : partsRead(graph, op))
    work.minimumBytes += bytesOf(graph.tensors[part.tensor], part.rows * part.columns);
  for (const TensorId id : op.outputs())
    work.minimumBytes += bytesOf(graph.tensors[id]);
  return work;
}

Work workOf(const Graph& graph, std::uint64_t samples) {
  Work once;
  for (const Operator& op : graph.operators)
    once += computation(op);
  Work all;
  for (std::uint64_t i = 0; i < samples; ++i)
    all += once;
  for (const Operator& op : graph.operators)
    all.minimumBytes += parameterBytes(graph, op);
  const std::vector<std::size_t> rows = rowsRead(graph);
  const std::vector<bool> ofHost = hostTensors(graph);
  for (TensorId id = 0; id < graph.tensors.size(); ++id)
    all.minimumBytes += ofHost[id] ? 0 : minimumBytes(graph.tensors[id], rows[id], samples);
  return all;
}

Limit limitOf(const Work& work, const Config& config, std::uint64_t memoryBytes) {
  const std::uint64_t beside = attendsOnArray(config) ? 0 : work.attentionMacs;
  const std::uint64_t onArray = work.macs() - beside;
  const std::array<std::pair<const char*, std::uint64_t>, 4> quotients = {{
      {"array", ceilDiv(onArray, static_cast<std::uint64_t>(arrayMacsPerCycle(config)))},
      {"attention", ceilDiv(beside, static_cast<std::uint64_t>(attentionMacsPerCycle(config)))},
      {"post", ceilDiv(work.postElements, static_cast<std::uint64_t>(config.post.lanes))},
      {"memory", ceilDiv(work.minimumBytes, memoryBytes)},
  }};
  Limit limit{0, "host"};
  for (const auto& [resource, cycles] : quotients)
    if (cycles > limit.cycles)
      limit = {cycles, resource};
  return limit;
}

} // namespace weft
