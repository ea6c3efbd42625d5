// simulator_provider.cpp: The simulator of a configuration
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/simulator_provider.hpp"

#include "gen/export/export.hpp"
#include "sw/runtime/harness_files.hpp"

namespace weft {

SimulatorSources simulatorSources(const Config& config, bool waves) {
  SimulatorSources sources;
  sources.rtl = rtlFiles(config);
  sources.harness = harnessFiles();
  sources.waves = waves;
  sources.assertions = waves;
  return sources;
}

Simulator simulatorFor(const Config& config, bool waves, bool quiet) {
  return provideSimulator(simulatorSources(config, waves), quiet);
}

} // namespace weft
