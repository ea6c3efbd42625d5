// outcome.cpp: A row with what was measured, in words.
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/outcome.hpp"

#include <iomanip>
#include <locale>
#include <sstream>

namespace weft::benchmark {
namespace {

/// 3,581,151, wherever it is printed.
struct Thousands : std::numpunct<char> {
  char do_thousands_sep() const override { return ','; }
  std::string do_grouping() const override { return "\3"; }
};

/// Four digits behind the point where they matter.
std::string number(double value) {
  constexpr double kWhole = 100.0;
  std::ostringstream text;
  text.imbue(std::locale(std::locale::classic(), new Thousands)); // which owns it
  text << std::fixed << std::setprecision(value < kWhole ? 4 : 0) << value;
  return text.str();
}

} // namespace

std::string Outcome::verdict() const {
  if (failure)
    return "FAILED";
  return row.bound == Bound::none ? "" : met() ? "met" : "MISSED";
}

std::string Outcome::target() const {
  if (row.bound == Bound::none)
    return "";
  return (row.bound == Bound::atLeast ? ">= " : "<= ") + number(row.target);
}

std::string Outcome::value() const { return failure ? "" : number(measured); }

std::string Outcome::ratio() const {
  return row.bound == Bound::none || failure ? "" : number(measured / row.target);
}

} // namespace weft::benchmark
