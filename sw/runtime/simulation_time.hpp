// simulation_time.hpp: Host time of simulation loops
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft {

/// Host time of the simulation loop alone.
struct SimulationTime {
  double wallSeconds = 0.0;
  double cpuSeconds = 0.0;
  std::uint64_t cycles = 0;
  /// When the loop began and ended, in seconds of the machine's steady clock, which all processes
  /// share.
  double begin = 0.0, end = 0.0;
};

/// Seconds of the steady clock and CPU seconds of this process.
double steadySeconds();
double cpuSeconds();

/// CPU seconds of this process and of the children it has waited for.
double cpuSecondsWithChildren();

} // namespace weft
