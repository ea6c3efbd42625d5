// dataflows_main.cpp: Accesses, energy and cycles of known layers under every dataflow, as CSV
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "gen/config/read.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/network_layers.hpp"
#include "sw/perf/performance.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <iostream>

namespace {

using namespace weft;

struct Options {
  std::string config = "base16", energy = relativePrices().name;
};

void printHeader(std::ostream& out) {
  out << "network,layer,dataflow,source,workload,groups,cells,macs,executed_macs,cycles,schedule_"
         "cycles";
  for (const AccessLevel& level : accessLevels())
    out << ',' << level.key << "_words," << level.key << "_bytes";
  out << ",buffers_bytes";
  for (const char* unit : {"", "operand_"})
    for (const EnergyLine& line : energyLines())
      out << ',' << unit << "energy_" << line.key;
  out << '\n';
}

void printEnergy(std::ostream& out, const Energy& energy) {
  for (const double part : {energy.mac, energy.reg, energy.neighbour, energy.buffer, energy.dram})
    out << ',' << part;
}

/// What the machine takes, where one is built.
std::string scheduleCycles(Dataflow dataflow, const LayerShape& layer, const Config& config) {
  const std::optional<Config> machine = machineOf(dataflow, config);
  if (!machine)
    return "";
  const Graph graph = makeWorkloadShapes(layer.workload(), 1).graph;
  const std::int64_t cycles =
      predictCycles(graph, *machine, {config.memory.latency, config.memory.bytes});
  return std::to_string(static_cast<std::uint64_t>(cycles) * layer.groups);
}

void printRow(std::ostream& out, Dataflow dataflow, const LayerShape& layer, const Config& config,
              const EnergyPrices& prices) {
  const auto group = groupCost(dataflow, layer, config);
  if (!group)
    return;
  const DataflowCost cost = group->times(layer.groups);
  out << layer.network << ',' << std::quoted(layer.name) << ',' << dataflowName(dataflow) << ','
      << (dataflow == Dataflow::eyeriss ? "closed form" : "schedule") << ','
      << std::quoted(layer.workload()) << ',' << layer.groups << ',' << arrayMacsPerCycle(config)
      << ',' << layer.macs() << ',' << cost.accesses.macs << ','
      << overlappedCycles(cost, static_cast<std::uint64_t>(config.memory.bytes)) << ','
      << scheduleCycles(dataflow, layer, config);
  for (const AccessLevel& level : accessLevels())
    out << ',' << level.of(cost.accesses).words << ',' << level.of(cost.accesses).bytes;
  out << ',' << cost.accesses.buffers;
  printEnergy(out, energyOf(cost.accesses, prices));
  printEnergy(out, operandEnergyOf(cost.accesses, prices));
  out << '\n';
}

int printAll(const Options& options) {
  const Config config = loadConfig(options.config);
  const EnergyPrices prices = loadEnergyPrices(options.energy);
  std::cout << std::fixed;
  std::cout.precision(0);
  printHeader(std::cout);
  for (const LayerShape& layer : networkLayers())
    for (const Dataflow dataflow : kDataflows)
      printRow(std::cout, dataflow, layer, config, prices);
  return 0;
}

int parseAndRun(int argc, char** argv) {
  Options options;
  CLI::App app{"accesses, energy and cycles of known layers under every dataflow, as CSV"};
  app.add_option("--config", options.config, "preset or path: array, memories, bus");
  app.add_option("--energy", options.energy, "as for `weft model`");
  CLI11_PARSE(app, argc, argv);
  return printAll(options);
}

} // namespace

int main(int argc, char** argv) {
  try {
    return parseAndRun(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "weft_dataflows: " << error.what() << std::endl;
    return 2;
  }
}
