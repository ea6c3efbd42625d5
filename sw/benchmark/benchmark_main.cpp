// benchmark_main.cpp: every target with what was measured; ends with 1 if one is missed
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "sw/benchmark/rows.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/tensor/atomic_file.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iomanip>
#include <iostream>
#include <optional>
#include <regex>

namespace {

using namespace weft;
using namespace weft::benchmark;

struct Outcome {
  Row row;
  double measured = 0.0;
  std::optional<std::string> failure; ///< why there is no measurement

  bool met() const { return !failure && row.metBy(measured); }
  std::string verdict() const {
    if (failure)
      return "FAILED";
    return row.bound == Bound::none ? "" : met() ? "met" : "MISSED";
  }
};

/// Three digits behind the point where they matter.
std::string number(double value) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(value < 100 ? 4 : 0) << value;
  return text.str();
}

std::string targetText(const Row& row) {
  return row.bound == Bound::none
             ? ""
             : (row.bound == Bound::atLeast ? ">= " : "<= ") + number(row.target);
}

std::string ratioText(const Outcome& outcome) {
  if (outcome.row.bound == Bound::none || outcome.failure)
    return "";
  return number(outcome.measured / outcome.row.target);
}

void print(const std::string& name, const std::string& target, const std::string& measured,
           const std::string& ratio, const std::string& verdict) {
  std::cout << std::left << std::setw(90) << name << std::right << std::setw(14) << target
            << std::setw(14) << measured << std::setw(10) << ratio << "  " << verdict << std::endl;
}

void print(const Outcome& outcome) {
  print(outcome.row.name, targetText(outcome.row), outcome.failure ? "" : number(outcome.measured),
        ratioText(outcome), outcome.verdict());
  if (outcome.failure)
    std::cout << "  " << *outcome.failure << std::endl;
}

Outcome measure(const Row& row, Lab& lab) {
  Outcome outcome{row, 0.0, std::nullopt};
  try {
    outcome.measured = row.measure(lab);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    outcome.failure = error.what();
  }
  return outcome;
}

nlohmann::ordered_json json(const std::vector<Outcome>& outcomes) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const Outcome& outcome : outcomes) {
    nlohmann::ordered_json row{{"name", outcome.row.name}};
    const bool bounded = outcome.row.bound != Bound::none;
    row["bound"] = !bounded                              ? nlohmann::ordered_json()
                   : outcome.row.bound == Bound::atLeast ? "at least"
                                                         : "at most";
    row["target"] = bounded ? nlohmann::ordered_json(outcome.row.target) : nlohmann::ordered_json();
    row["measured"] =
        outcome.failure ? nlohmann::ordered_json() : nlohmann::ordered_json(outcome.measured);
    row["met"] = outcome.met();
    row["failure"] =
        outcome.failure ? nlohmann::ordered_json(*outcome.failure) : nlohmann::ordered_json();
    rows.push_back(row);
  }
  return {{"rows", rows}};
}

std::vector<Row> rowsNamed(const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<Row> chosen;
  for (const auto& rows : {hardwareRows(), simulationRows()})
    for (const Row& row : rows)
      if (std::regex_search(row.name, expression))
        chosen.push_back(row);
  if (chosen.empty())
    throw DesignError("no row matches '" + pattern + "'");
  return chosen;
}

int benchmarkAll(const std::string& pattern, const std::string& jsonFile) {
  Lab lab;
  std::vector<Outcome> outcomes;
  const std::vector<Row> rows = rowsNamed(pattern);
  print("row", "target", "measured", "ratio", "");
  for (const Row& row : rows) {
    outcomes.push_back(measure(row, lab));
    print(outcomes.back());
  }
  if (!jsonFile.empty())
    writeFileAtomically(jsonFile, json(outcomes).dump(2) + "\n");
  const auto missed = std::count_if(outcomes.begin(), outcomes.end(),
                                    [](const Outcome& outcome) { return !outcome.met(); });
  std::cout << outcomes.size() << " rows, " << missed << " missed" << std::endl;
  return missed == 0 ? 0 : 1;
}

int parseAndRun(int argc, char** argv) {
  std::string pattern, jsonFile;
  CLI::App app{
      "Measures every target of speed on the RTL, every stored output checked. Seconds are "
      "those of this machine, which should be idle."};
  app.add_option("--row", pattern, "only rows whose name this regular expression finds")
      ->type_name("REGEX");
  app.add_option("--json", jsonFile, "write the table there too")->type_name("FILE");
  CLI11_PARSE(app, argc, argv);
  return benchmarkAll(pattern, jsonFile);
}

} // namespace

int main(int argc, char** argv) {
  installInterruptHandler();
  try {
    return parseAndRun(argc, argv);
  } catch (const Interrupted&) {
    return 130;
  } catch (const std::exception& error) {
    std::cerr << "benchmark: " << error.what() << std::endl;
    return 2;
  }
}
