// benchmark_main.cpp: Every target with what was measured; ends with 1 if one is missed
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/text_file.hpp"
#include "gen/num/error.hpp"
#include "sw/benchmark/measured_page.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/tensor/atomic_file.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <regex>

namespace {

using namespace weft;
using namespace weft::benchmark;

void print(const std::string& name, const std::string& target, const std::string& measured,
           const std::string& ratio, const std::string& verdict) {
  std::cout << std::left << std::setw(90) << name << std::right << std::setw(14) << target
            << std::setw(14) << measured << std::setw(10) << ratio << "  " << verdict << std::endl;
}

void print(const Outcome& outcome) {
  print(outcome.row.name, outcome.target(), outcome.value(), outcome.ratio(), outcome.verdict());
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
  for (const Row& row : allRows())
    if (std::regex_search(row.name, expression))
      chosen.push_back(row);
  if (chosen.empty())
    throw DesignError("no row matches '" + pattern + "'");
  return chosen;
}

struct Options {
  std::string pattern, jsonFile, pageFile, readmeFile, commit;
};

void writePages(const Options& options, const std::string& page) {
  if (!options.pageFile.empty())
    writeFileAtomically(options.pageFile, page);
  if (!options.readmeFile.empty())
    writeFileAtomically(options.readmeFile,
                        withMeasuredRows(readText(options.readmeFile), page, allRows()));
}

int benchmarkAll(const Options& options) {
  Lab lab;
  std::vector<Outcome> outcomes;
  const std::vector<Row> rows = rowsNamed(options.pattern);
  print("row", "target", "measured", "ratio", "");
  for (const Row& row : rows) {
    outcomes.push_back(measure(row, lab));
    print(outcomes.back());
  }
  if (!options.jsonFile.empty())
    writeFileAtomically(options.jsonFile, json(outcomes).dump(2) + "\n");
  writePages(options, measuredPage(outcomes, options.commit));
  const auto missed = std::count_if(outcomes.begin(), outcomes.end(),
                                    [](const Outcome& outcome) { return !outcome.met(); });
  std::cout << outcomes.size() << " rows, " << missed << " missed" << std::endl;
  return missed == 0 ? 0 : 1;
}

int parseAndRun(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Measures every target of speed on the RTL, every stored output checked. Seconds are "
      "those of this machine, which should be idle."};
  app.add_option("--row", options.pattern, "only rows whose name this regular expression finds")
      ->type_name("REGEX");
  app.add_option("--json", options.jsonFile, "write the table there too")->type_name("FILE");
  app.add_option("--page", options.pageFile, "write it as a Markdown page")->type_name("FILE");
  app.add_option("--readme", options.readmeFile, "replace the measured rows of that page")
      ->type_name("FILE");
  app.add_option("--commit", options.commit, "what the page says was measured");
  CLI11_PARSE(app, argc, argv);
  return benchmarkAll(options);
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
