// timeline.hpp: when every command of a schedule begins and ends
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_queue.hpp"

namespace weft::timeline {

struct Timeline {
  Cycle cycles = 0; ///< from start to the interrupt
  std::vector<CommandTimes> commands;
};

/// Follows `commands` (of `plan`, for `config`) through the machine: closed forms for what happens
/// inside an engine, and events where engines meet (tokens, queues, the shared memory).
Timeline timelineOf(std::span<const PlannedCommand> commands, const Config& config,
                    const ModelMemory& memory);

} // namespace weft::timeline
