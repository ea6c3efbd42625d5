// schedule_search.hpp: The choices with which a whole graph takes the fewest cycles
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/compiler/command_list.hpp"
#include "sw/model/graph.hpp"

#include <cstdint>
#include <functional>

namespace weft {

/// What is chosen for a whole graph.
struct ScheduleChoice {
  std::int64_t rowsPerBlock = 1;
  bool onChip = false; ///< products leave small outputs in the scratchpad for the next one

  bool operator==(const ScheduleChoice&) const = default;
};

struct FoundSchedule {
  ScheduleChoice choice;
  CommandList commands; ///< incomplete when there are many
};

/// Hands on the commands of a graph with a choice, the same ones every time.
using PlanWith = std::function<void(const ScheduleChoice& choice, CommandSink& sink)>;

/// Runs schedules through the analytic model of the machine (sw/timeline) and takes the one of
/// the fewest cycles, the first of equals. Rows come from the estimate of `row_blocks`, best first;
/// with each of them outputs are left in the scratchpad, then all stored. Graphs of many commands
/// try the first rows only: their products are long beside what lies between them. Throws what
/// `plan` throws.
FoundSchedule searchSchedule(const Graph& graph, const Config& config, const PlanWith& plan);

} // namespace weft
