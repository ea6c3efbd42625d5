// statistics.cpp: FLOPs and bytes of every operator
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/statistics.hpp"

namespace weft {
namespace {

struct Count {
  std::uint64_t flops = 0;
  std::uint64_t bytes = 0;

  Count operator+(const Count& other) const { return {flops + other.flops, bytes + other.bytes}; }
  Count operator-(const Count& other) const { return {flops - other.flops, bytes - other.bytes}; }
};

struct Row {
  const char* name;
  OperatorGroup group;
};

constexpr std::size_t kRowCount = 9;
constexpr std::array<Row, kRowCount> kRows = {{{"query", OperatorGroup::projections},
                                               {"key", OperatorGroup::projections},
                                               {"value", OperatorGroup::projections},
                                               {"scores", OperatorGroup::attention},
                                               {"context", OperatorGroup::attention},
                                               {"output", OperatorGroup::projections},
                                               {"ffn1", OperatorGroup::feedForward},
                                               {"ffn2", OperatorGroup::feedForward},
                                               {"nonlinear", OperatorGroup::other}}};

/// One layer, in the order of `rows`.
using LayerCounts = std::array<Count, kRowCount>;

/// All l tokens at once.
LayerCounts encoderLayer(const TransformerShape& shape, std::uint64_t l) {
  const std::uint64_t d = shape.width, h = shape.heads, f = shape.inner();
  const Count projection{2 * d * d * l, d * d + 2 * d * l};
  const Count scores{l * l * (2 * d - h), 2 * d * l + h * l * l};
  const Count context{d * l * (2 * l - 1), 2 * d * l + h * l * l};
  const Count ffn{2 * d * f * l, d * f + l * (d + f)};
  const Count nonlinear{4 * h * l * l + 58 * d * l, 2 * h * l * l + 17 * d * l + 4 * d};
  return {projection, projection, projection, scores, context, projection, ffn, ffn, nonlinear};
}

/// The first l tokens, one by one.
LayerCounts decoderLayer(const TransformerShape& shape, std::uint64_t l) {
  const std::uint64_t d = shape.width, h = shape.heads, f = shape.inner();
  const Count projection{2 * d * d * l, (d * d + 2 * d) * l};
  const Count attention{2 * d * l * l, 4 * d * l + d * l * l + h * l * l / 2};
  const Count scores{attention.flops / 2, attention.bytes / 2};
  const Count ffn{2 * d * f * l, (d * f + d + f) * l};
  const Count nonlinear{2 * h * l * l + 58 * d * l, h * l * l + 22 * d * l};
  return {projection, projection, projection, scores,   attention - scores,
          projection, ffn,        ffn,        nonlinear};
}

LayerCounts generatingLayer(const StatisticsWorkload& workload) {
  LayerCounts all = decoderLayer(workload.shape, workload.prompt + workload.tokens);
  if (workload.prompt == 0)
    return all;
  const LayerCounts prompt = encoderLayer(workload.shape, workload.prompt);
  const LayerCounts skipped = decoderLayer(workload.shape, workload.prompt);
  for (std::size_t i = 0; i < kRowCount; ++i)
    all[i] = all[i] - skipped[i] + prompt[i];
  return all;
}

void add(OperatorStatistics& sum, const OperatorStatistics& op) {
  sum.flops += op.flops;
  sum.bytes += op.bytes;
}

} // namespace

const char* operatorGroupName(OperatorGroup group) {
  constexpr std::array<const char*, kOperatorGroups> kNames = {"MHA projections", "MHA act-to-act",
                                                               "FFN projections", "other"};
  return kNames[static_cast<std::size_t>(group)];
}

std::vector<OperatorStatistics> operatorStatistics(const StatisticsWorkload& workload) {
  const LayerCounts layer =
      workload.decoder ? generatingLayer(workload) : encoderLayer(workload.shape, workload.tokens);
  const std::uint64_t layers = workload.shape.layers;
  std::vector<OperatorStatistics> operators;
  for (std::size_t i = 0; i < kRowCount; ++i)
    operators.push_back(
        {kRows[i].name, kRows[i].group, layers * layer[i].flops, layers * layer[i].bytes});
  return operators;
}

std::array<OperatorStatistics, kOperatorGroups>
groupStatistics(const std::vector<OperatorStatistics>& operators) {
  std::array<OperatorStatistics, kOperatorGroups> groups;
  for (std::size_t i = 0; i < kOperatorGroups; ++i) {
    groups[i].group = static_cast<OperatorGroup>(i);
    groups[i].name = operatorGroupName(groups[i].group);
  }
  for (const OperatorStatistics& op : operators)
    add(groups[static_cast<std::size_t>(op.group)], op);
  return groups;
}

OperatorStatistics totalStatistics(const std::vector<OperatorStatistics>& operators) {
  OperatorStatistics total{.name = "total"};
  for (const OperatorStatistics& op : operators)
    add(total, op);
  return total;
}

} // namespace weft
