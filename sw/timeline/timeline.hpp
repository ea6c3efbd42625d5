// timeline.hpp: When every command of a schedule begins and ends
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_sink.hpp"
#include "sw/timeline/command_window.hpp"
#include "sw/timeline/machine.hpp"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace weft::timeline {

/// Follows commands through the machine as they come: closed forms for what happens inside an
/// engine, and events where engines meet (tokens, queues, the shared memory). Holds only those
/// under way and as many ahead of them as make what it sees independent of when it saw it.
class TimelineRun : public CommandSink {
public:
  /// Called with every command in program order, once it is done.
  using Ended = std::function<void(const PlannedCommand&, const CommandTimes&)>;

  TimelineRun(const Config& config, const ModelMemory& memory, Ended ended = {});
  ~TimelineRun() override;

  /// Throws Interrupted after an interruption.
  void append(const PlannedCommand& command) override;
  void signal(std::size_t number, std::uint32_t tokens) override;
  void close(std::size_t) override {}

  /// Runs to the end; cycles from start to the interrupt. Throws InternalError when commands wait
  /// for tokens that nobody gives.
  Cycle finish();

private:
  class Accelerator;
  std::unique_ptr<Accelerator> accelerator_;
};

struct Timeline {
  Cycle cycles = 0; ///< from start to the interrupt
  std::vector<CommandTimes> commands;
};

/// The timeline of commands that are all at hand.
Timeline timelineOf(std::span<const PlannedCommand> commands, const Config& config,
                    const ModelMemory& memory);

} // namespace weft::timeline
