// engine_table.cpp: What every engine did for every operator
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/engine_table.hpp"

#include "sw/cli/layer_names.hpp"

#include <algorithm>
#include <iomanip>
#include <numeric>
#include <ostream>

namespace weft::cli {
namespace {

struct Row {
  std::string name;
  EngineStates states{};
};

bool empty(const EngineStates& states) {
  return std::ranges::all_of(states, [](std::uint64_t cycles) { return cycles == 0; });
}

void add(EngineStates& sum, const EngineStates& more) {
  for (std::size_t s = 0; s < sum.size(); ++s)
    sum[s] += more[s];
}

std::vector<Row> rowsOf(const RunReport& report, std::size_t engine) {
  std::vector<Row> rows;
  EngineStates rest = report.counters->engines[engine];
  for (const OperatorReport& op : report.operators) {
    const EngineStates& states = op.engines[engine];
    for (std::size_t s = 0; s < rest.size(); ++s)
      rest[s] -= states[s];
    if (empty(states))
      continue;
    const std::string name = severalLayers(report.operators) ? nameInAllLayers(op.name) : op.name;
    auto row = std::ranges::find(rows, name, &Row::name);
    if (row == rows.end())
      row = rows.insert(row, {name, {}});
    add(row->states, states);
  }
  if (!empty(rest))
    rows.push_back({"(behind its last command)", rest});
  rows.push_back({"total", report.counters->engines[engine]});
  return rows;
}

void printRow(std::ostream& out, std::string_view engine, const Row& row) {
  out << std::left << std::setw(10) << engine << std::setw(28) << row.name << std::right;
  for (const std::uint64_t cycles : row.states)
    out << std::setw(13) << cycles;
  out << '\n';
}

} // namespace

void printEngineTable(std::ostream& out, const RunReport& report) {
  out << std::left << std::setw(10) << "engine" << std::setw(28) << "operator" << std::right;
  for (const auto& name : isa::kStateNames)
    out << std::setw(13) << name;
  out << '\n';
  for (std::size_t engine = 0; engine < kDeviceEngines; ++engine) {
    if (empty(report.counters->engines[engine]))
      continue; // the machine has no such engine
    for (const Row& row : rowsOf(report, engine))
      printRow(out, isa::kEngineNames[engine], row);
  }
}

} // namespace weft::cli
