// run_text.cpp: The result of `weft run` for people
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/access_report.hpp"
#include "sw/cli/engine_table.hpp"
#include "sw/cli/run_json.hpp"

#include "gen/isa/engines.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace weft::cli {
namespace {

double perCycle(std::uint64_t limit, std::uint64_t cycles) {
  return cycles == 0 ? 0.0 : static_cast<double>(limit) / static_cast<double>(cycles);
}

/// The engine that was busy longest for an operator, if any was.
std::string_view busiest(const OperatorReport& op) {
  const auto engine = std::ranges::max_element(
      op.engines, {}, [](const EngineStates& states) { return states[0]; });
  return (*engine)[0] == 0
             ? "host"
             : isa::kEngineNames[static_cast<std::size_t>(engine - op.engines.begin())];
}

void printOperators(std::ostream& out, const RunReport& report) {
  out << std::left << std::setw(28) << "operator" << std::right << std::setw(12) << "cycles"
      << std::setw(12) << "limit" << std::setw(13) << "utilisation" << std::setw(12) << "bottleneck"
      << std::setw(11) << "busiest" << std::setw(12) << "mismatches" << '\n'
      << std::fixed << std::setprecision(3);
  for (const OperatorReport& op : report.operators)
    out << std::left << std::setw(28) << op.name << std::right << std::setw(12) << op.cycles
        << std::setw(12) << op.limit.cycles << std::setw(13) << perCycle(op.limit.cycles, op.cycles)
        << std::setw(12) << op.limit.resource << std::setw(11) << busiest(op) << std::setw(12)
        << op.mismatches << '\n';
}

void printCycles(std::ostream& out, const RunReport& report, const Config& config) {
  out << config.name << ": " << report.counters->cycles << " cycles, limit " << report.limit.cycles
      << " (" << report.limit.resource << "), ratio " << std::fixed << std::setprecision(4)
      << perCycle(report.limit.cycles, report.counters->cycles) << '\n'
      << report.counters->readBytes << " bytes read, " << report.counters->writtenBytes
      << " written\n";
  if (report.host)
    out << report.host->total() << " of the cycles are the host's\n";
}

void printTime(std::ostream& out, const RunReport& report) {
  const SimulationTime& time = report.simulation;
  const SubmissionReport& submissions = report.submissions;
  const double rate =
      time.wallSeconds > 0 ? static_cast<double>(time.cycles) / time.wallSeconds : 0.0;
  out << submissions.count << (submissions.count == 1 ? " submission (" : " submissions (")
      << submissionText(submissions) << "), " << submissions.jobs << " at a time\n"
      << std::setprecision(1) << "simulation: " << time.wallSeconds << " s wall, "
      << time.cpuSeconds << " s CPU, " << std::setprecision(0) << rate << " cycles per second\n"
      << std::setprecision(1) << "command:    " << report.command.wallSeconds << " s wall, "
      << report.command.cpuSeconds << " s CPU\n";
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
    printEngineTable(out, report);
    printTime(out, report);
  }
  if (report.accesses)
    printAccesses(out, *report.accesses);
  if (report.checked > 0)
    out << report.checked << " outputs checked, " << report.mismatches << " mismatches\n";
  if (report.task)
    printTask(out, *report.task);
}

void printFailure(std::ostream& out, const RunReport& report, const RunRequest& request) {
  if (const auto& mismatch = report.firstMismatch) {
    out << "first mismatch: " << mismatch->text() << '\n';
    if (mismatch->cycle)
      out << "written in cycle " << *mismatch->cycle << "; to see it:\n  "
          << rerunWithWave(request, *mismatch->cycle) << '\n';
    else if (report.counters)
      out << "the element was never written\n";
  }
  if (report.error)
    out << "error: " << *report.error << '\n';
}

} // namespace weft::cli
