// dataflow_cost.cpp: Accesses and cycles of one layer under each of the survey's dataflows
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/dataflow_cost.hpp"

#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/access_counts.hpp"
#include "sw/perf/row_stationary.hpp"

#include <algorithm>

namespace weft {
namespace {

std::uint64_t lengthOf(const Extent& extent) {
  return static_cast<std::uint64_t>(extent.end - extent.begin);
}

/// The array under one command.
struct Array {
  std::uint64_t rows, columns;

  explicit Array(const Config& config)
      : rows(static_cast<std::uint64_t>(config.array.rows)),
        columns(static_cast<std::uint64_t>(config.array.columns)) {}
  std::uint64_t cells() const { return rows * columns; }
};

DataflowCost weightStationary(const PlannedCommand& command, const Config& config) {
  const auto& matmul = std::get<isa::Matmul>(command.fields);
  return {
      static_cast<std::uint64_t>(matmulCycles(matmul, {config.array.rows, config.array.columns})),
      accessesOf(command, config)};
}

DataflowCost outputStationary(const PlannedCommand& command, const Config& config) {
  const Array array(config);
  const auto& matmul = std::get<isa::Matmul>(command.fields);
  const std::uint64_t m = lengthOf(command.tile.rows), n = lengthOf(command.tile.columns);
  const std::uint64_t nTiles = ceilDiv(n, array.columns), tiles = ceilDiv(m, array.rows) * nTiles;
  const std::uint64_t steps = tiles * lengthOf(command.tile.inner);
  AccessCounts counts = accessesOf(command, config);
  counts.macs = steps * array.cells();
  counts.registers = wordsOf(2 * counts.macs, 1) +                                  // operands
                     wordsOf(2 * (counts.macs - tiles * array.cells()), kSumBytes); // sums
  counts.neighbours = wordsOf(2 * counts.macs, 1) +
                      wordsOf(tiles * array.columns * array.rows * (array.rows + 1) / 2, kSumBytes);
  counts.scratchpad = wordsOf(steps, array.rows) + wordsOf(steps, array.columns);
  counts.accumulator =
      wordsOf((matmul.accumulate != 0 ? 2 : 1) * m * nTiles, array.columns * kSumBytes);
  return {steps, counts};
}

DataflowCost noLocalReuse(const PlannedCommand& command, const Config& config) {
  const Array array(config);
  const auto& matmul = std::get<isa::Matmul>(command.fields);
  const std::uint64_t cycles = std::uint64_t{matmul.rows} * matmul.kTiles * matmul.nTiles;
  AccessCounts counts = accessesOf(command, config);
  counts.registers = {};
  counts.neighbours =
      wordsOf(2 * counts.macs, 1) + wordsOf(counts.macs, movingSumBytes(array.rows));
  counts.scratchpad = wordsOf(cycles, array.rows) + wordsOf(cycles * array.rows, array.columns);
  return {cycles, counts};
}

/// Adds up the commands of a schedule as they are planned.
class LayerCost : public CommandSink {
public:
  LayerCost(Dataflow dataflow, const Config& config) : dataflow_(dataflow), config_(config) {}

  void append(const PlannedCommand& command) override {
    if (std::holds_alternative<isa::Matmul>(command.fields))
      cost_ += arrayCost(dataflow_, command, config_);
    else
      cost_.accesses += accessesOf(command, config_);
  }
  void signal(std::size_t /*number*/, std::uint32_t /*tokens*/) override {}
  void close(std::size_t /*operators*/) override {}

  const DataflowCost& cost() const { return cost_; }

private:
  Dataflow dataflow_;
  const Config& config_;
  DataflowCost cost_;
};

} // namespace

std::string_view dataflowName(Dataflow dataflow) {
  switch (dataflow) {
  case Dataflow::ws:
    return "ws";
  case Dataflow::os:
    return "os";
  case Dataflow::nlr:
    return "nlr";
  case Dataflow::rs:
    break;
  }
  return "rs";
}

DataflowCost& DataflowCost::operator+=(const DataflowCost& other) {
  arrayCycles += other.arrayCycles;
  accesses += other.accesses;
  return *this;
}

DataflowCost DataflowCost::times(std::uint64_t runs) const {
  return {arrayCycles * runs, accesses.times(runs)};
}

DataflowCost arrayCost(Dataflow dataflow, const PlannedCommand& matmul, const Config& config) {
  switch (dataflow) {
  case Dataflow::os:
    return outputStationary(matmul, config);
  case Dataflow::nlr:
    return noLocalReuse(matmul, config);
  default:
    return weightStationary(matmul, config);
  }
}

std::optional<DataflowCost> groupCost(Dataflow dataflow, const LayerShape& layer,
                                      const Config& config) {
  if (dataflow == Dataflow::rs)
    return rowStationaryCost(layer, config);
  const std::string product = "gemm:" + std::to_string(layer.outputPixels()) + "x" +
                              std::to_string(layer.macsPerOutput()) + "x" +
                              std::to_string(layer.filters);
  LayerCost cost(dataflow, config);
  plan(makeWorkloadShapes(product, 1).graph, config, cost);
  return cost.cost();
}

std::uint64_t overlappedCycles(const DataflowCost& cost, std::uint64_t memoryPerCycle) {
  return std::max(cost.arrayCycles, ceilDiv(cost.accesses.dram().bytes, memoryPerCycle));
}

} // namespace weft
