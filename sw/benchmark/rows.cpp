// rows.cpp: All rows of the benchmark.
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/rows.hpp"

namespace weft::benchmark {

Row shown(Row row) {
  row.inReadme = true;
  return row;
}

std::vector<Row> allRows() {
  std::vector<Row> all;
  for (const auto& rows : {hardwareRows(), taskRows(), simulationRows()})
    all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

} // namespace weft::benchmark
