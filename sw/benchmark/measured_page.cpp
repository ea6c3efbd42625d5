// measured_page.cpp: The page MEASURED.md.
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/measured_page.hpp"

namespace weft::benchmark {

std::string measuredPage(const std::vector<Outcome>& outcomes, const std::string& commit) {
  std::string page =
      "# Measured\n\n"
      "Written by `scripts/benchmark` at commit " +
      commit +
      "; do not edit. Every run is exact in every stored element, or its row fails. "
      "Cycles are the\n"
      "same on every machine; seconds and cycles per second are those of the machine "
      "that ran it.\n\n"
      "| row | target | measured |\n|---|---|---|\n";
  for (const Outcome& outcome : outcomes)
    page += "| " + outcome.row.name + " | " + outcome.target() + " | " +
            (outcome.failure ? "FAILED" : outcome.value()) + " |\n";
  return page;
}

} // namespace weft::benchmark
