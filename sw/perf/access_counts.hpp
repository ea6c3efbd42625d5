// access_counts.hpp: What a schedule moves at each level of the memory hierarchy
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/graph.hpp"
#include "sw/perf/accesses.hpp"
#include "sw/timeline/planned_command.hpp"

#include <vector>

namespace weft {

/// Of one command, its own fetch included.
AccessCounts accessesOf(const PlannedCommand& command, const Config& config);

/// Of one submission, by operator, as the compiler plans it; the first has the configuration check.
/// Throws as `plan` does.
std::vector<AccessCounts> accessesOf(const Graph& graph, const Config& config);

/// The fetch of the configuration check that precedes a submission's commands.
AccessCounts accessesOfCheck(const Config& config);

} // namespace weft
