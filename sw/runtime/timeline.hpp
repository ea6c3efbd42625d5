// timeline.hpp: What every engine did in every cycle of a submission
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/engines.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// Cycles of one engine by state: busy, then the seven reasons to stall.
using EngineStates = std::array<std::uint64_t, isa::kStateCount>;

/// Cycles [begin, end) count from the begin of the submission; commands of one engine do not
/// overlap: one begins when the engine has taken it and has finished the one before.
struct TimelineCommand {
  std::uint32_t engine = 0;
  std::uint64_t begin = 0, end = 0;
  std::uint64_t index = 0; ///< in the program
  std::string kind, operatorName, tile;
  EngineStates states{}; ///< since the engine's command before
};

/// A stretch of cycles in which an engine's state does not change.
struct TimelineState {
  std::uint32_t engine = 0, state = 0;
  std::uint64_t begin = 0, end = 0;
};

struct Timeline {
  std::uint64_t cycles = 0;
  std::vector<TimelineCommand> commands;
  std::vector<TimelineState> states; ///< of each engine they follow one another from 0 to `cycles`
};

} // namespace weft
