// command_sink.hpp: Who takes the commands of a schedule, one by one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/planned_command.hpp"

#include <cstddef>
#include <cstdint>

namespace weft {

/// Takes a schedule in program order. Schedules may have hundreds of millions of commands, so that
/// only who wants them all keeps them all.
class CommandSink {
public:
  virtual ~CommandSink() = default;
  /// The next command. What it waits for is complete; what it signals may grow.
  virtual void append(const PlannedCommand& command) = 0;
  /// Command `number`, counted from the first, also signals `tokens`: the next command waits for
  /// it.
  virtual void signal(std::size_t number, std::uint32_t tokens) = 0;
  /// Every command of the first `operators` operators has been appended.
  virtual void close(std::size_t operators) = 0;
};

} // namespace weft
