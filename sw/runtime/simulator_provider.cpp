// simulator_provider.cpp: The simulator of a configuration
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/simulator_provider.hpp"

#include "gen/export/export.hpp"
#include "sw/runtime/harness_files.hpp"

namespace weft {

SimulatorSources simulatorSources(const Config& config, SimulatorKind kind) {
  SimulatorSources sources;
  sources.rtl = rtlFiles(config);
  sources.harness = harnessFiles();
  sources.waves = kind == SimulatorKind::waves;
  sources.assertions = kind != SimulatorKind::plain;
  return sources;
}

Simulator simulatorFor(const Config& config, SimulatorKind kind, bool quiet) {
  return provideSimulator(simulatorSources(config, kind), quiet);
}

} // namespace weft
