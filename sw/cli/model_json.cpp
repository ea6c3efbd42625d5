// model_json.cpp: The result of `weft model` as JSON
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "gen/config/hash.hpp"
#include "sw/cli/access_report.hpp"
#include "sw/cli/model_report.hpp"
#include "sw/cli/run_json.hpp"
#include "sw/cli/version.hpp"
#include "sw/perf/engine_spans.hpp"

namespace weft::cli {
namespace {

Json quotient(double dividend, double divisor) {
  return divisor > 0 ? Json(dividend / divisor) : Json();
}

Json splitJson(const CycleSplit& split) {
  Json json;
  for (const CyclePart& part : cycleParts())
    json[std::string(part.name)] = split.*part.cycles;
  return json;
}

Json bytesJson(const AccessCounts& counts) {
  return {{"register", counts.registers.bytes},
          {"neighbour", counts.neighbours.bytes},
          {"scratchpad", counts.scratchpad.bytes},
          {"accumulator", counts.accumulator.bytes},
          {"buffers", counts.buffers},
          {"dram_read", counts.dramRead.bytes},
          {"dram_write", counts.dramWrite.bytes}};
}

Json comparisonJson(const Operator& op, const Config& config) {
  const auto comparison = compare(op, config);
  if (!comparison)
    return {};
  return {{"ideal", comparison->ideal},
          {"scale_sim_ws", comparison->scaleSim.weightStationary},
          {"scale_sim_os_paper", comparison->scaleSim.outputStationaryPaper},
          {"scale_sim_os_code", comparison->scaleSim.outputStationaryCode}};
}

Json operatorJson(const OperatorPerformance& entry, const Operator& op, const ModelRequest& request,
                  const Config& config) {
  const auto cycles = static_cast<double>(entry.split.total());
  const std::uint64_t moved = entry.accesses.dram().bytes;
  Json json;
  json["name"] = entry.name;
  json["kind"] = operatorKindName(entry.kind);
  json["start"] = entry.start;
  json["end"] = entry.end;
  json["cycles"] = entry.cycles;
  json["limit_cycles"] = entry.limit.cycles;
  json["limit"] = entry.limit.resource;
  json["macs"] = entry.macs;
  json["utilisation"] = quotient(static_cast<double>(entry.split.ideal), cycles);
  json["macs_per_dram_byte"] =
      quotient(static_cast<double>(entry.macs), static_cast<double>(moved));
  json["cycles_by_cause"] = splitJson(entry.split);
  json["accesses"] = accessesJson(entry.accesses);
  json["bytes"] = bytesJson(entry.accesses);
  json["energy"] = energyJson(entry.accesses, request.prices);
  json["comparison"] = comparisonJson(op, config);
  return json;
}

Json dramJson(const Performance& performance) {
  return {{"read_bytes", performance.accesses.dramRead.bytes},
          {"write_bytes", performance.accesses.dramWrite.bytes},
          {"minimum_bytes", performance.work.minimumBytes}};
}

} // namespace

Json modelJson(const Performance& performance, const Graph& graph, const ModelRequest& request,
               const Config& config) {
  Json result;
  result["weft"] = weftVersion();
  result["config"] = config.name;
  result["config_hash"] = configHash(config);
  result["workload"] = request.workload;
  result["seed"] = request.seed;
  result["backend"] = "model";
  result["memory"] = {{"latency", request.memory.latency},
                      {"bytes", request.memory.bytes},
                      {"stall", request.memory.stallPercent}};
  result["samples"] = performance.samples;
  result["cycles"] = performance.cycles;
  result["macs"] = performance.work.macs();
  result["array_macs_per_cycle"] = arrayMacsPerCycle(config);
  result["peak_macs_per_cycle"] = peakMacsPerCycle(config);
  result["limit_cycles"] = performance.limit.cycles;
  result["limit"] = performance.limit.resource;
  result["limit_ratio"] = quotient(static_cast<double>(performance.limit.cycles),
                                   static_cast<double>(performance.cycles));
  result["dram"] = dramJson(performance);
  result["accesses"] = accessesJson(performance.accesses);
  result["bytes"] = bytesJson(performance.accesses);
  result["energy"] = energyJson(performance.accesses, request.prices);
  if (!hasNonlinear(config))
    result["host"] = hostJson(performance.host);
  result["prices"] = pricesJson(request.prices);
  result["operators"] = Json::array();
  for (std::size_t i = 0; i < performance.operators.size(); ++i)
    result["operators"].push_back(
        operatorJson(performance.operators[i], graph.operators[i], request, config));
  return result;
}

} // namespace weft::cli
