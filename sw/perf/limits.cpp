// limits.cpp: what no accelerator of this size can beat
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/limits.hpp"

#include "gen/config/derived.hpp"

#include <array>
#include <utility>

namespace weft {
namespace {

constexpr std::uint64_t channelRecordBytes = 8; // bias and scale
constexpr std::uint64_t gammaBetaBytes = 4;

std::uint64_t bytesOf(const GraphTensor& tensor) {
  return tensor.rows * tensor.columns * dtypeSize(tensor.dtype);
}

std::uint64_t parameterBytes(const Operator& op) {
  if (const auto* matmul = std::get_if<MatmulOp>(&op.op))
    return matmul->N * channelRecordBytes;
  if (const auto* post = std::get_if<PostOp>(&op.op))
    return post->gammaBeta.size() * gammaBetaBytes;
  return 0;
}

/// Everything but bytes.
Work computation(const Operator& op) {
  Work work;
  if (std::holds_alternative<MatmulOp>(op.op))
    work.arrayMacs = op.macs();
  else if (std::holds_alternative<AttentionOp>(op.op))
    work.attentionMacs = op.macs();
  else if (const auto* softmax = std::get_if<SoftmaxOp>(&op.op))
    work.postElements = softmax->rows * softmax->columns;
  else if (const auto* post = std::get_if<PostOp>(&op.op))
    work.postElements = post->rows * post->D;
  return work;
}

std::uint64_t ceilDiv(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

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
  work.minimumBytes = parameterBytes(op);
  for (const auto& ids : {op.inputs(), op.outputs()})
    for (const TensorId id : ids)
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
    all.minimumBytes += parameterBytes(op);
  for (const GraphTensor& tensor : graph.tensors)
    if (tensor.kind == TensorKind::Weight)
      all.minimumBytes += bytesOf(tensor);
    else if (tensor.kind != TensorKind::Intermediate)
      all.minimumBytes += samples * bytesOf(tensor);
  return all;
}

Limit limitOf(const Work& work, const Config& config, std::uint64_t memoryBytes) {
  const std::array<std::pair<const char*, std::uint64_t>, 4> quotients = {{
      {"array", ceilDiv(work.arrayMacs, static_cast<std::uint64_t>(arrayMacsPerCycle(config)))},
      {"attention",
       ceilDiv(work.attentionMacs, 2 * static_cast<std::uint64_t>(config.attention.multipliers))},
      {"post", ceilDiv(work.postElements, static_cast<std::uint64_t>(config.post.lanes))},
      {"memory", ceilDiv(work.minimumBytes, memoryBytes)},
  }};
  Limit limit;
  for (const auto& [resource, cycles] : quotients)
    if (cycles > limit.cycles)
      limit = {cycles, resource};
  return limit;
}

} // namespace weft
