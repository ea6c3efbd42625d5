// dataflow_cost.cpp: Accesses and cycles of one layer under each of the survey's dataflows
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/dataflow_cost.hpp"

#include "gen/blocks/matmul_engine/convolve_model.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/config/combinations.hpp"
#include "gen/config/derived.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/access_counts.hpp"
#include "sw/perf/row_stationary.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Adds up the commands of a schedule as they are planned.
class LayerCost : public CommandSink {
public:
  explicit LayerCost(const Config& config) : config_(config) {}

  void append(const PlannedCommand& command) override { cost_ += commandCost(command, config_); }
  void signal(std::size_t /*number*/, std::uint32_t /*tokens*/) override {}
  void close(std::size_t /*operators*/) override {}

  const DataflowCost& cost() const { return cost_; }

private:
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
    return "rs";
  case Dataflow::eyeriss:
    break;
  }
  return "eyeriss";
}

std::string LayerShape::workload() const {
  const auto part = [](const char* key, std::uint64_t value) {
    return key + std::to_string(value);
  };
  if (kernel > 1 && kernel <= isa::kMostKernelSide && stride <= isa::kMostKernelStep)
    return part("conv:H=", rows) + part(",W=", size) + part(",C=", channels) +
           part(",K=", filters) + part(",R=", kernel) + part(",S=", kernel) +
           part(",stride=", stride) + part(",pad=", padding);
  return "gemm:" + std::to_string(outputPixels()) + "x" + std::to_string(macsPerOutput()) + "x" +
         std::to_string(filters);
}

DataflowCost& DataflowCost::operator+=(const DataflowCost& other) {
  arrayCycles += other.arrayCycles;
  accesses += other.accesses;
  return *this;
}

DataflowCost DataflowCost::times(std::uint64_t runs) const {
  return {arrayCycles * runs, accesses.times(runs)};
}

std::optional<Config> machineOf(Dataflow dataflow, const Config& config) {
  Config machine = config;
  machine.array.dataflow = dataflowName(dataflow);
  if (dataflow == Dataflow::eyeriss || !combinationProblems(machine).empty())
    return std::nullopt;
  return machine;
}

DataflowCost commandCost(const PlannedCommand& command, const Config& config) {
  DataflowCost cost{0, accessesOf(command, config)};
  const ArrayShape array = {config.array.rows, config.array.columns};
  if (const auto* matmul = std::get_if<isa::Matmul>(&command.fields))
    cost.arrayCycles = static_cast<std::uint64_t>(matmulCycles(*matmul, array, dataflowOf(config)));
  if (const auto* convolve = std::get_if<isa::Convolve>(&command.fields))
    cost.arrayCycles = static_cast<std::uint64_t>(convolveCycles(*convolve, array));
  return cost;
}

std::optional<DataflowCost> groupCost(Dataflow dataflow, const LayerShape& layer,
                                      const Config& config) {
  if (dataflow == Dataflow::eyeriss)
    return rowStationaryCost(layer, config);
  const std::optional<Config> machine = machineOf(dataflow, config);
  if (!machine)
    return std::nullopt;
  LayerCost cost(*machine);
  plan(makeWorkloadShapes(layer.workload(), 1).graph, *machine, cost);
  return cost.cost();
}

std::uint64_t overlappedCycles(const DataflowCost& cost, std::uint64_t memoryPerCycle) {
  return std::max(cost.arrayCycles, ceilDiv(cost.accesses.dram().bytes, memoryPerCycle));
}

} // namespace weft
