// schedule_search.cpp: The choices with which a whole graph takes the fewest cycles
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/schedule_search.hpp"

#include "sw/compiler/layout.hpp"
#include "sw/compiler/row_blocks.hpp"
#include "sw/timeline/timeline.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace weft {
namespace {

/// Of a graph for which more than the first rows are tried.
constexpr std::size_t kFewCommands = 1000;
/// Of all schedules that are tried for one graph.
constexpr std::size_t kMostTried = 4 * kFewCommands;

std::vector<std::int64_t> offeredRows(const Graph& graph, const Config& config) {
  const auto alignment = static_cast<std::uint64_t>(config.bus.bytes);
  SegmentAllocator constants(alignment), tensors(alignment);
  const auto placements = placeTensors(graph, config.bus.bytes, constants, tensors);
  return rowsPerBlockByEstimate(graph, placements, arrayCapacity(config));
}

/// Of a schedule that is kept rather than planned again.
constexpr std::size_t kMostKept = 1 << 16;

/// Keeps a schedule of few commands, and notes whether it leaves rows in the scratchpad.
class Trial : public CommandList {
public:
  Trial() : CommandList(kMostKept) {}

  void append(const PlannedCommand& command) override {
    const auto* store = std::get_if<isa::Store>(&command.fields);
    leavesRowsOnChip_ =
        leavesRowsOnChip_ || (store != nullptr && store->destination == isa::StoreTo::activations);
    CommandList::append(command);
  }
  bool leavesRowsOnChip() const { return leavesRowsOnChip_; }

private:
  bool leavesRowsOnChip_ = false;
};

class Search {
public:
  Search(const Config& config, const PlanWith& plan) : config_(config), plan_(plan) {}

  FoundSchedule run(const std::vector<std::int64_t>& rows) {
    tryWithRows(rows.front());
    const bool few = tried_ <= kFewCommands;
    for (std::size_t i = 1; i < rows.size() && few && tried_ < kMostTried; ++i)
      tryWithRows(rows[i]);
    return std::move(*best_);
  }

private:
  void tryWithRows(std::int64_t rows) {
    if (tryWith({rows, true}))
      tryWith({rows, false});
  }

  /// Whether rows are left on chip, so that it makes a difference not to.
  bool tryWith(const ScheduleChoice& choice) {
    Trial trial;
    plan_(choice, trial);
    tried_ += trial.count();
    FoundSchedule next{choice, trial};
    if (!best_)
      best_ = std::move(next);
    else
      compare(std::move(next));
    return trial.leavesRowsOnChip();
  }

  void compare(FoundSchedule next) {
    if (!fewest_) // the first one is timed only when there is another
      fewest_ = cyclesOf(*best_);
    const std::int64_t cycles = cyclesOf(next);
    if (cycles >= *fewest_)
      return;
    fewest_ = cycles;
    best_ = std::move(next);
  }

  std::int64_t cyclesOf(const FoundSchedule& schedule) const {
    timeline::TimelineRun run(config_, {config_.memory.latency, config_.memory.bytes, 0});
    if (schedule.commands.isComplete())
      schedule.commands.replay(run);
    else
      plan_(schedule.choice, run);
    return run.finish();
  }

  const Config& config_;
  const PlanWith& plan_;
  std::optional<FoundSchedule> best_;
  std::optional<std::int64_t> fewest_; ///< cycles
  std::size_t tried_ = 0;              ///< commands
};

} // namespace

FoundSchedule searchSchedule(const Graph& graph, const Config& config, const PlanWith& plan) {
  return Search(config, plan).run(offeredRows(graph, config));
}

} // namespace weft
