// model_temporal.cpp: `weft model --temporal`
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/model_temporal.hpp"

#include "gen/config/hash.hpp"
#include "sw/cli/access_report.hpp"
#include "sw/cli/version.hpp"
#include "sw/perf/temporal_machine.hpp"

#include <iomanip>
#include <iostream>

namespace weft::cli {
namespace {

struct Result {
  std::string name;
  TemporalMachine machine;
  std::uint64_t samples = 1;
  std::vector<TemporalOperator> operators;
  TemporalCost total;
};

std::uint64_t bytesPerCycle(const ModelMemory& memory, const Config& config) {
  if (memory.stallPercent != 0)
    throw DesignError("--temporal: stall= has no meaning for closed forms");
  return static_cast<std::uint64_t>(memory.bytes == 0 ? 2 * std::int64_t{config.bus.bytes}
                                                      : memory.bytes);
}

Result resultOf(const std::string& name, const WorkloadShapes& shapes, const ModelRequest& request,
                const Config& config) {
  Result result;
  result.name = name;
  result.machine =
      temporalMachine(name == temporalNames()[0] ? TemporalKind::simd : TemporalKind::simt, config,
                      bytesPerCycle(request.memory, config));
  result.samples = shapes.samples;
  result.operators = temporalOperators(shapes.graph, shapes.samples, result.machine);
  for (const TemporalOperator& op : result.operators)
    result.total += op.cost;
  return result;
}

/// Levels that such a machine has; the others are zero.
Json levelsJson(const AccessCounts& counts) {
  const auto level = [](const Accesses& accesses) {
    return Json{{"words", accesses.words}, {"bytes", accesses.bytes}};
  };
  return {{"register_file", level(counts.registers)},
          {"global_buffer", level(counts.scratchpad)},
          {"memory", level(counts.dram())}};
}

Json costJson(const TemporalCost& cost, const EnergyPrices& prices) {
  return {{"cycles", cost.cycles},
          {"macs", cost.macs},
          {"executed_macs", cost.accesses.macs},
          {"accesses", levelsJson(cost.accesses)},
          {"energy", energyJson(cost.accesses, prices)}};
}

Json machineJson(const Result& result) {
  const TemporalTile tile = result.machine.tile();
  return {{"name", result.name},
          {"lanes", result.machine.lanes},
          {"lanes_side_by_side", result.machine.group()},
          {"buffer_bytes", result.machine.bufferBytes},
          {"memory_bytes_per_cycle", result.machine.memoryPerCycle},
          {"tile_rows", tile.t},
          {"tile_inner", tile.t},
          {"tile_columns", tile.n}};
}

Json resultJson(const Result& result, const ModelRequest& request, const Config& config) {
  Json json = {{"weft", weftVersion()},
               {"config", config.name},
               {"config_hash", configHash(config)},
               {"workload", request.workload},
               {"seed", request.seed},
               {"backend", "model"},
               {"temporal", machineJson(result)},
               {"samples", result.samples},
               {"dram",
                {{"read_bytes", result.total.accesses.dramRead.bytes},
                 {"write_bytes", result.total.accesses.dramWrite.bytes}}}};
  json.update(costJson(result.total, request.prices));
  json["prices"] = pricesJson(request.prices);
  json["operators"] = Json::array();
  for (const TemporalOperator& op : result.operators) {
    Json entry = {{"name", op.name}, {"kind", operatorKindName(op.kind)}};
    entry.update(costJson(op.cost, request.prices));
    json["operators"].push_back(entry);
  }
  return json;
}

void printRow(std::ostream& out, const std::string& name, const TemporalCost& cost,
              const EnergyPrices& prices) {
  const Energy energy = energyOf(cost.accesses, prices);
  out << std::left << std::setw(26) << name << std::right << std::setw(14) << cost.cycles;
  for (const double part : {energy.mac, energy.reg, energy.buffer, energy.dram, energy.total()})
    out << std::setw(16) << part;
  out << '\n';
}

void print(std::ostream& out, const Result& result, const ModelRequest& request) {
  const TemporalTile tile = result.machine.tile();
  out << request.workload << ", model of a temporal machine\n"
      << result.name << ": " << result.machine.lanes << " lanes, " << result.machine.group()
      << " side by side, " << result.machine.bufferBytes << " bytes of buffer, "
      << result.machine.memoryPerCycle << " bytes per cycle of memory, tiles of " << tile.t << " x "
      << tile.t << " and " << tile.t << " x " << tile.n << '\n'
      << "Energy in " << request.prices.unit << " (" << request.prices.name << ")\n"
      << std::left << std::setw(26) << "operator" << std::right << std::setw(14) << "cycles";
  for (const char* column : {"mac", "register", "buffer", "dram", "total"})
    out << std::setw(16) << column;
  out << '\n' << std::fixed << std::setprecision(0);
  for (const TemporalOperator& op : result.operators)
    printRow(out, op.name, op.cost, request.prices);
  printRow(out, "all", result.total, request.prices);
}

} // namespace

const std::vector<std::string>& temporalNames() {
  static const std::vector<std::string> names = {"simd", "simt"};
  return names;
}

int runTemporal(const std::string& name, const WorkloadShapes& shapes, const ModelRequest& request,
                const Config& config, const CommonOptions& common) {
  const Result result = resultOf(name, shapes, request, config);
  if (!common.quiet)
    print(std::cout, result, request);
  common.write(resultJson(result, request, config));
  return done;
}

} // namespace weft::cli
