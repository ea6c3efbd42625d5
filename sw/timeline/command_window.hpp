// command_window.hpp: The commands that are on their way through the machine, by number.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/fifo.hpp"
#include "sw/timeline/planned_command.hpp"
#include "sw/timeline/process.hpp"

#include <cstddef>
#include <cstdint>

namespace weft::timeline {

/// When a command went through the machine. `decoded` is its arrival in the queue, `staged` when it
/// asked for its tokens, `offered` when the engine could take it; `begin` and `end` enclose the
/// engine's work, whose first operands are there at `data`; `done` gives its tokens (0 = not yet).
struct CommandTimes {
  Cycle decoded = 0, staged = 0, offered = 0, begin = 0, data = 0, end = 0, done = 0;
  isa::Engine waitedFor = isa::Engine::processor; ///< gave the last token; processor = no wait
};

/// Commands in program order, of which the oldest leave when they are done. A command keeps its
/// number, counted from the first of all.
class CommandWindow {
public:
  const PlannedCommand& operator[](std::size_t number) const { return entries_[number].command; }
  CommandTimes& times(std::size_t number) { return entries_[number].times; }

  /// The number of the next command to come.
  std::size_t end() const { return entries_.end(); }
  void append(const PlannedCommand& command) { entries_.push({command, {}}); }

  /// False when the command is done: then it is too late for its own signal.
  bool addSignal(std::size_t number, std::uint32_t tokens) {
    if (!entries_.holds(number) || times(number).done != 0)
      return false;
    entries_[number].command.tokens.signal |= tokens;
    return true;
  }

  /// Lets the oldest commands that are done go, each to `ended`.
  template <class Ended> void leave(Ended ended) {
    for (; !entries_.empty() && entries_.front().times.done != 0; entries_.pop())
      ended(entries_.front().command, entries_.front().times);
  }

private:
  struct Entry {
    PlannedCommand command;
    CommandTimes times;
  };

  Window<Entry> entries_;
};

} // namespace weft::timeline
