// run_json.cpp: The result of `weft run` as JSON
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/run_json.hpp"

#include "gen/config/derived.hpp"
#include "gen/config/hash.hpp"
#include "gen/isa/engines.hpp"
#include "sw/cli/access_report.hpp"
#include "sw/cli/version.hpp"

namespace weft::cli {
namespace {

double ratio(std::uint64_t limit, std::uint64_t cycles) {
  return cycles == 0 ? 0.0 : static_cast<double>(limit) / static_cast<double>(cycles);
}

Json engineJson(const EngineStates& states) {
  Json stalls;
  for (std::size_t s = 1; s < kEngineStates; ++s)
    stalls[std::string(isa::kStateNames[s])] = states[s];
  return {{"busy", states[0]}, {"stalls", stalls}};
}

/// Of the engines that the machine has.
Json enginesJson(const EngineTable& table, num::AttentionUnit attention) {
  Json engines;
  for (const isa::Engine engine : isa::enginesOf(attention)) {
    const auto e = static_cast<std::size_t>(engine);
    engines[std::string(isa::kEngineNames[e])] = engineJson(table[e]);
  }
  return engines;
}

Json operatorsJson(const RunReport& report, num::AttentionUnit attention) {
  Json list = Json::array();
  for (const OperatorReport& op : report.operators) {
    Json entry;
    entry["name"] = op.name;
    entry["kind"] = operatorKindName(op.kind);
    const bool timed = report.counters.has_value();
    entry["start"] = timed ? Json(op.start) : Json();
    entry["end"] = timed ? Json(op.end) : Json();
    entry["cycles"] = timed ? Json(op.cycles) : Json();
    entry["limit_cycles"] = op.limit.cycles;
    entry["macs"] = op.macs;
    entry["mismatches"] = op.mismatches;
    entry["accesses"] = report.accesses ? accessesJson(op.accesses) : Json();
    entry["engines"] = timed ? enginesJson(op.engines, attention) : Json();
    list.push_back(entry);
  }
  return list;
}

Json dramJson(const RunReport& report) {
  Json dram;
  dram["read_bytes"] = report.counters ? Json(report.counters->readBytes) : Json();
  dram["write_bytes"] = report.counters ? Json(report.counters->writtenBytes) : Json();
  dram["minimum_bytes"] = report.work.minimumBytes;
  return dram;
}

Json accuracyJson(const RunReport& report) {
  if (!report.accuracy)
    return {};
  return {{"cosine", report.accuracy->cosine},
          {"rms_error_lsb", report.accuracy->rmsErrorLsb},
          {"max_error_lsb", report.accuracy->maxErrorLsb},
          {"reference", "float64"}};
}

Json taskJson(const RunReport& report) {
  if (!report.task)
    return {};
  return {{"metric", "top1"},
          {"float", report.task->floatAccuracy},
          {"golden", report.task->golden},
          {"rtl", report.task->rtl ? Json(*report.task->rtl) : Json()},
          {"samples", report.task->samples}};
}

Json simulationJson(const RunReport& report) {
  if (!report.counters)
    return {{"build_seconds", nullptr},
            {"run_seconds", nullptr},
            {"cpu_seconds", nullptr},
            {"cycles_per_second", nullptr},
            {"command_seconds", report.command.wallSeconds},
            {"command_cpu_seconds", report.command.cpuSeconds}};
  const SimulationTime& time = report.simulation;
  const double rate =
      time.wallSeconds > 0 ? static_cast<double>(time.cycles) / time.wallSeconds : 0.0;
  return {{"build_seconds", report.buildSeconds},
          {"run_seconds", time.wallSeconds},
          {"cpu_seconds", time.cpuSeconds},
          {"cycles_per_second", rate},
          {"command_seconds", report.command.wallSeconds},
          {"command_cpu_seconds", report.command.cpuSeconds}};
}

void addSubmissions(Json& result, const RunReport& report) {
  const bool submitted = report.submissions.count > 0;
  result["jobs"] = report.submissions.jobs;
  result["submissions"] = submitted ? Json(submissionText(report.submissions)) : Json();
  result["submission_count"] = submitted ? Json(report.submissions.count) : Json();
}

} // namespace

Json hostJson(const HostCycles& cycles) {
  Json json;
  for (const HostPart& part : hostParts())
    json[std::string(part.name)] = cycles.*part.cycles;
  return json;
}

std::string submissionText(const SubmissionReport& submissions) {
  if (submissions.aroundHost)
    return submissions.layersAlone ? "each part between host operators, from the golden state"
                                   : "each part between host operators";
  return submissions.layersAlone ? "each layer from the golden state" : "each sample";
}

Json runJson(const RunReport& report, const RunRequest& request, const Config& config) {
  const bool timed = report.counters.has_value();
  Json result;
  result["weft"] = weftVersion();
  result["config"] = config.name;
  result["config_hash"] = configHash(config);
  result["workload"] = request.workload;
  result["seed"] = request.seed;
  result["backend"] = request.backend;
  result["cycles"] = timed ? Json(report.counters->cycles) : Json();
  result["macs"] = report.macs;
  result["array_macs_per_cycle"] = arrayMacsPerCycle(config);
  result["peak_macs_per_cycle"] = peakMacsPerCycle(config);
  result["limit_cycles"] = report.limit.cycles;
  result["limit"] = report.limit.resource;
  result["limit_ratio"] =
      timed ? Json(ratio(report.limit.cycles, report.counters->cycles)) : Json();
  result["dram"] = dramJson(report);
  result["accesses"] = report.accesses ? accessesJson(*report.accesses) : Json();
  result["outputs_checked"] = report.checked;
  result["mismatches"] = report.mismatches;
  result["error"] = report.error ? Json(*report.error) : Json();
  addSubmissions(result, report);
  const num::AttentionUnit attention = attentionUnit(config);
  result["operators"] = operatorsJson(report, attention);
  result["engines"] = timed ? enginesJson(report.counters->engines, attention) : Json();
  if (!hasNonlinear(config))
    result["host"] = timed ? hostJson(report.host.value_or(HostCycles{})) : Json();
  result["accuracy"] = accuracyJson(report);
  result["task"] = taskJson(report);
  result["simulation"] = simulationJson(report);
  return result;
}

} // namespace weft::cli
