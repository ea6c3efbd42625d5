// engine_spans.hpp: commands of the engines that operators are named after
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"
#include "sw/perf/cycle_split.hpp"
#include "sw/timeline/timeline.hpp"

#include <vector>

namespace weft {

/// For every operator the commands that its engine runs (the array's of a product, ...), in order.
std::vector<std::vector<EngineSpan>> engineSpans(std::size_t operators,
                                                 std::span<const PlannedCommand> commands,
                                                 const timeline::Timeline& timeline,
                                                 const Config& config);

/// Cycles of `op` in which every multiplier of its engine, or lane, has an element.
std::int64_t idealCycles(const Operator& op, const Config& config);

} // namespace weft
