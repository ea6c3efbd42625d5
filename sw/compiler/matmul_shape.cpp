// matmul_shape.cpp: A matrix product and the array that runs it, as numbers
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_shape.hpp"

#include "gen/config/derived.hpp"

#include <algorithm>
#include <numeric>

namespace weft {
namespace {

/// Attention's views of `tensor`.
std::vector<const HeadView*> viewsOf(const Graph& graph, TensorId tensor) {
  std::vector<const HeadView*> views;
  for (const Operator& op : graph.operators)
    if (const auto* attention = std::get_if<AttentionOp>(&op.op))
      for (const HeadView* view : {&attention->q, &attention->k, &attention->v})
        if (view->tensor == tensor)
          views.push_back(view);
  return views;
}

/// Head size of the attention that reads `tensor`, 0 without.
std::int64_t headSizeOf(const Graph& graph, TensorId tensor) {
  for (const Operator& op : graph.operators)
    if (const auto* attention = std::get_if<AttentionOp>(&op.op))
      for (const HeadView* view : {&attention->q, &attention->k, &attention->v})
        if (view->tensor == tensor)
          return static_cast<std::int64_t>(attention->D);
  return 0;
}

} // namespace

ArrayCapacity arrayCapacity(const Config& config) {
  return {.rows = config.array.rows,
          .columns = config.array.columns,
          .dataflow = dataflowOf(config),
          .activationWords = activationWords(config),
          .weightWords = weightWords(config),
          .accumulatorRows = accumulatorRows(config),
          .parameterWords = kParameterWords,
          .busBytes = config.bus.bytes,
          .memoryBytes = config.memory.bytes,
          .memoryLatency = config.memory.latency};
}

bool hasImages(const Graph& graph) {
  return std::ranges::any_of(graph.operators, [](const Operator& op) {
    const auto* product = std::get_if<MatmulOp>(&op.op);
    return product != nullptr && product->window;
  });
}

std::int64_t sectionOf(const Graph& graph, TensorId tensor) {
  std::size_t section = 0;
  for (const HeadView* view : viewsOf(graph, tensor))
    section = std::gcd(section, view->column);
  return static_cast<std::int64_t>(section);
}

bool feedsAttention(const Graph& graph, TensorId tensor) { return !viewsOf(graph, tensor).empty(); }

Columns columnsOf(const Placement& place, std::int64_t section) {
  const bool sections = section > 0 && place.groupColumns == place.columns;
  return {place.columns, sections ? section : place.groupColumns};
}

MatmulShape matmulShape(const Graph& graph, std::span<const Placement> placements,
                        const MatmulOp& op) {
  const Placement& output = placements[op.output];
  const Columns ofKernel = {static_cast<std::int64_t>(op.K), placements[op.input].columns};
  return {.M = static_cast<std::int64_t>(op.M),
          .K = op.window ? ofKernel : columnsOf(placements[op.input], 0),
          .N = columnsOf(output, sectionOf(graph, op.output)),
          .outputBytes = static_cast<std::int64_t>(output.elementBytes),
          .columnsFirst = feedsAttention(graph, op.output),
          .section = sectionOf(graph, op.output),
          .mostColumns = headSizeOf(graph, op.output),
          .results = resultsOf(op),
          .ownRows = hasImages(graph)};
}

MatmulShape headShape(const HeadProductOp& op) {
  const auto keys = static_cast<std::int64_t>(op.S), size = static_cast<std::int64_t>(op.D);
  const std::int64_t k = op.weighs ? keys : size, n = op.weighs ? size : keys;
  return {.M = static_cast<std::int64_t>(op.L),
          .K = {k, k},
          .N = {n, n},
          .outputBytes = op.weighs ? 1 : 4,
          .results = {.height = static_cast<std::int64_t>(op.L)}};
}

} // namespace weft
