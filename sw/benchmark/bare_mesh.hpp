// bare_mesh.hpp: How fast a systolic array simulates that has nothing around it
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

namespace weft::benchmark {

/// Cycles per second of the module `systolic_array` of `config`, verilated with the flags of every
/// simulator and fed with a random vector in every cycle; the best of three. Throws ToolError,
/// InternalError, Interrupted.
double bareMeshCyclesPerSecond(const Config& config);

} // namespace weft::benchmark
