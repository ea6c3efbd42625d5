// simulator_provider.hpp: The simulator of a configuration
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/runtime/simulator_cache.hpp"

namespace weft {

/// A simulator as fast as can be; one with the assertions of the RTL on; one with them that writes
/// FST files.
enum class SimulatorKind { plain, watched, waves };

/// What the simulator of `config` is built from. Throws DesignError.
SimulatorSources simulatorSources(const Config& config, SimulatorKind kind);

/// Generates the design of `config` and finds or builds its simulator. Throws ToolError,
/// Interrupted, DesignError.
Simulator simulatorFor(const Config& config, SimulatorKind kind, bool quiet);

} // namespace weft
