// bounds.hpp: What the commands of a configuration can say about one operator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/graph.hpp"

namespace weft {

/// Throws DesignError that lists every size of an operator which a command field or `config` does
/// not hold, each with operator, value, allowed range and nearest legal value. Looks at shapes
/// only.
void requireSizes(const Graph& graph, const Config& config);

} // namespace weft
