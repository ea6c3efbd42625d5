// simulator_provider.hpp: The simulator of a configuration
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/runtime/simulator_cache.hpp"

namespace weft {

/// What the simulator of `config` is built from. `waves`: one that writes FST files, with the
/// assertions of the RTL on. Throws DesignError.
SimulatorSources simulatorSources(const Config& config, bool waves);

/// Generates the design of `config` and finds or builds its simulator. Throws ToolError,
/// Interrupted, DesignError.
Simulator simulatorFor(const Config& config, bool waves, bool quiet);

} // namespace weft
