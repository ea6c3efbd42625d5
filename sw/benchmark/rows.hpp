// rows.hpp: What scripts/benchmark measures, and the targets
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/benchmark/lab.hpp"

#include <functional>
#include <string>
#include <vector>

namespace weft::benchmark {

enum class Bound { none, atLeast, atMost };

struct Row {
  std::string name; ///< workload, preset, quantity
  Bound bound = Bound::none;
  double target = 0.0; ///< meaningless without a bound
  std::function<double(Lab&)> measure;
  bool inReadme = false; ///< one of the few that README.md shows

  bool metBy(double measured) const {
    return bound == Bound::none ||
           (bound == Bound::atLeast ? measured >= target : measured <= target);
  }
};

/// The same row, which README.md shows.
Row shown(Row row);

/// All rows, in the order of the page.
std::vector<Row> allRows();

/// Cycles of the hardware: the same on every machine.
std::vector<Row> hardwareRows();

/// The digits of scripts/demo: cycles, elements, accuracy; the same on every machine.
std::vector<Row> taskRows();

/// Seconds of the simulation: of this machine, which should be idle.
std::vector<Row> simulationRows();

} // namespace weft::benchmark
