// model_statistics.cpp: `weft model --statistics`
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/model_statistics.hpp"

#include "sw/cli/version.hpp"
#include "sw/perf/statistics_machine.hpp"

#include <iomanip>
#include <iostream>

namespace weft::cli {
namespace {

struct Statistics {
  StatisticsWorkload workload;
  std::vector<OperatorStatistics> operators;
  SurveyMachine machine;
  std::vector<OperatorTiming> timings;
};

Statistics statisticsOf(const std::string& text) {
  Statistics all;
  all.workload = parseStatisticsWorkload(text);
  all.operators = operatorStatistics(all.workload);
  all.timings = operatorTimings(all.workload, all.machine);
  return all;
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void printWork(std::ostream& out, const OperatorStatistics& op, const OperatorStatistics& total) {
  out << std::left << std::setw(18) << op.name << std::right << std::setw(14)
      << static_cast<double>(op.flops) * 1e-9 << std::setw(8) << percent(op.flops, total.flops)
      << std::setw(14) << static_cast<double>(op.bytes) * 1e-9 << std::setw(8)
      << percent(op.bytes, total.bytes) << std::setw(11) << op.intensity() << '\n';
}

void printIdeal(std::ostream& out, const Statistics& all) {
  const OperatorStatistics total = totalStatistics(all.operators);
  out << "each operand and result once per operator, one byte each\n"
      << std::left << std::setw(18) << "operator" << std::right << std::setw(14) << "GFLOP"
      << std::setw(8) << "%" << std::setw(14) << "GB" << std::setw(8) << "%" << std::setw(11)
      << "FLOP/byte" << '\n';
  for (const OperatorStatistics& op : all.operators)
    printWork(out, op, total);
  for (const OperatorStatistics& group : groupStatistics(all.operators))
    printWork(out, group, total);
  printWork(out, total, total);
}

void printTiming(std::ostream& out, const OperatorTiming& op) {
  out << std::left << std::setw(18) << op.name << std::right << std::setw(14)
      << static_cast<double>(op.dramBytes) * 1e-9 << std::setw(14)
      << static_cast<double>(op.localBytes) * 1e-9 << std::setw(11) << op.intensity()
      << std::setw(18) << op.cycles << '\n';
}

void printMachine(std::ostream& out, const Statistics& all) {
  const OperatorTiming total = totalTiming(all.timings);
  out << "on the survey's machine: " << all.machine.arraySide << " x " << all.machine.arraySide
      << " array, " << all.machine.localBytesPerCycle << " bytes per cycle from L2, "
      << all.machine.dramBytesPerCycle << " from DRAM\n"
      << std::left << std::setw(18) << "operator" << std::right << std::setw(14) << "DRAM GB"
      << std::setw(14) << "L2 GB" << std::setw(11) << "FLOP/byte" << std::setw(18) << "cycles"
      << '\n';
  for (const OperatorTiming& op : all.timings)
    printTiming(out, op);
  printTiming(out, total);
  out << "latency relative to BERT-Base with 128 tokens: "
      << relativeLatency(total.cycles, all.machine) << '\n';
}

Json workJson(const OperatorStatistics& op) {
  return {
      {"name", op.name}, {"flops", op.flops}, {"bytes", op.bytes}, {"intensity", op.intensity()}};
}

Json timingJson(const OperatorTiming& op) {
  return {{"name", op.name},
          {"dram_bytes", op.dramBytes},
          {"local_bytes", op.localBytes},
          {"intensity", op.intensity()},
          {"cycles", op.cycles}};
}

Json idealJson(const Statistics& all) {
  Json operators = Json::array(), groups = Json::array();
  for (const OperatorStatistics& op : all.operators) {
    operators.push_back(workJson(op));
    operators.back()["group"] = operatorGroupName(op.group);
  }
  for (const OperatorStatistics& group : groupStatistics(all.operators))
    groups.push_back(workJson(group));
  return {{"operators", operators},
          {"groups", groups},
          {"total", workJson(totalStatistics(all.operators))}};
}

Json machineJson(const Statistics& all) {
  const OperatorTiming total = totalTiming(all.timings);
  Json operators = Json::array();
  for (const OperatorTiming& op : all.timings)
    operators.push_back(timingJson(op));
  return {{"array_side", all.machine.arraySide},
          {"vector_lanes", all.machine.vectorLanes},
          {"scratchpad_tile", all.machine.scratchpadTile},
          {"l2_tile", all.machine.l2Tile},
          {"local_bytes_per_cycle", all.machine.localBytesPerCycle},
          {"dram_bytes_per_cycle", all.machine.dramBytesPerCycle},
          {"operators", operators},
          {"total", timingJson(total)},
          {"relative_latency", relativeLatency(total.cycles, all.machine)}};
}

} // namespace

int runStatistics(const std::string& workload, const CommonOptions& common) {
  const Statistics all = statisticsOf(workload);
  std::cout << workload << '\n' << std::fixed << std::setprecision(3);
  printIdeal(std::cout, all);
  printMachine(std::cout, all);
  common.write({{"weft", weftVersion()},
                {"workload", workload},
                {"statistics", idealJson(all)},
                {"survey_machine", machineJson(all)}});
  return done;
}

} // namespace weft::cli
