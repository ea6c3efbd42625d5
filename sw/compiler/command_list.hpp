// command_list.hpp: The commands of a schedule, kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_sink.hpp"

#include <limits>
#include <utility>
#include <vector>

namespace weft {

/// Keeps the commands of a schedule of at most `most`; of a longer one it only counts them.
class CommandList : public CommandSink {
public:
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

  explicit CommandList(std::size_t most = kAll) : most_(most) {}

  void append(const PlannedCommand& command) override {
    if (count_++ < most_)
      commands_.push_back(command);
  }
  void signal(std::size_t number, std::uint32_t tokens) override {
    if (number < commands_.size())
      commands_[number].tokens.signal |= tokens;
  }
  void close(std::size_t operators) override {
    if (isComplete())
      closings_.push_back({count_, operators});
  }

  /// Commands that came.
  std::size_t count() const { return count_; }
  bool isComplete() const { return count_ <= most_; }
  /// All of them, when it is complete.
  std::vector<PlannedCommand>& commands() { return commands_; }
  const std::vector<PlannedCommand>& commands() const { return commands_; }

  /// Hands the schedule on; needs a complete list.
  void replay(CommandSink& sink) const {
    auto closing = closings_.begin();
    for (std::size_t i = 0; i <= commands_.size(); ++i) {
      for (; closing != closings_.end() && closing->after == i; ++closing)
        sink.close(closing->operators);
      if (i < commands_.size())
        sink.append(commands_[i]);
    }
  }

private:
  struct Closing {
    std::size_t after, operators; ///< commands, operators
  };

  std::size_t most_, count_ = 0;
  std::vector<PlannedCommand> commands_;
  std::vector<Closing> closings_;
};

} // namespace weft
