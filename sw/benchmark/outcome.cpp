// outcome.cpp: A row with what was measured, in words.
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/outcome.hpp"

#include <iomanip>
#include <sstream>

namespace weft::benchmark {
namespace {

/// Four digits behind the point where they matter.
std::string number(double value) {
  constexpr double kWhole = 100.0;
  std::ostringstream text;
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
