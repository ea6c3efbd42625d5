// run_text.cpp: the result of `weft run` for people
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/engines.hpp"
#include "sw/cli/run_json.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>

namespace weft::cli {
namespace {

void printOperators(std::ostream& out, const RunReport& report) {
  out << std::left << std::setw(28) << "operator" << std::right << std::setw(12) << "cycles"
      << std::setw(12) << "limit" << std::setw(12) << "mismatches" << '\n';
  for (const OperatorReport& op : report.operators)
    out << std::left << std::setw(28) << op.name << std::right << std::setw(12) << op.cycles
        << std::setw(12) << op.limit.cycles << std::setw(12) << op.mismatches << '\n';
}

void printEngines(std::ostream& out, const DeviceCounters& counters) {
  out << std::left << std::setw(12) << "engine";
  for (const auto& name : isa::stateNames)
    out << std::right << std::setw(13) << name;
  out << '\n';
  for (std::size_t e = 0; e < deviceEngines; ++e) {
    out << std::left << std::setw(12) << isa::engineNames[e];
    for (const std::uint64_t cycles : counters.engines[e])
      out << std::right << std::setw(13) << cycles;
    out << '\n';
  }
}

void printCycles(std::ostream& out, const RunReport& report, const Config& config) {
  const std::uint64_t cycles = report.counters->cycles;
  out << config.name << ": " << cycles << " cycles, limit " << report.limit.cycles << " ("
      << report.limit.resource << "), ratio " << std::fixed << std::setprecision(4)
      << static_cast<double>(report.limit.cycles) / static_cast<double>(cycles) << '\n'
      << report.counters->readBytes << " bytes read, " << report.counters->writtenBytes
      << " written\n";
}

void printTime(std::ostream& out, const RunReport& report) {
  const SimulationTime& time = report.simulation;
  out << report.submissions.count << " submissions (" << submissionText(report.submissions) << "), "
      << report.submissions.jobs << " at a time\n"
      << std::setprecision(1) << "simulation " << time.wallSeconds << " s wall, " << time.cpuSeconds
      << " s CPU, " << std::setprecision(0)
      << static_cast<double>(time.cycles) / std::max(time.wallSeconds, 1e-9)
      << " cycles per second; command " << std::setprecision(1) << report.command.wallSeconds
      << " s wall, " << report.command.cpuSeconds << " s CPU\n";
}

void printTask(std::ostream& out, const TaskReport& task) {
  out << "top-1 of " << task.samples << ": float " << std::setprecision(4) << task.floatAccuracy
      << ", golden " << task.golden;
  if (task.rtl)
    out << ", rtl " << *task.rtl;
  out << '\n';
}

} // namespace

void printRun(std::ostream& out, const RunReport& report, const RunRequest& request,
              const Config& config) {
  out << request.workload << ", seed " << request.seed << ", " << request.backend << '\n';
  if (report.counters) {
    printCycles(out, report, config);
    printOperators(out, report);
    printEngines(out, *report.counters);
    printTime(out, report);
    out << report.checked << " outputs checked, " << report.mismatches << " mismatches\n";
  }
  if (report.task)
    printTask(out, *report.task);
  if (report.firstMismatch)
    out << "first mismatch: " << report.firstMismatch->text() << '\n';
  if (report.error)
    out << "error: " << *report.error << '\n';
}

} // namespace weft::cli
