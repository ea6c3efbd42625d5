// run_log.hpp: From what a simulator has logged to times of operators and engines
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/program.hpp"
#include "sw/runtime/timeline.hpp"
#include "verif/harness/sim_api.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace weft {

/// The log of the last run of a simulator; valid until it simulates again.
class RunLog {
public:
  /// `cycles`: as the hardware counted; what happened afterwards (after an error engines go on) is
  /// left out.
  RunLog(const weft_sim_api_table& api, weft_sim* sim, std::uint64_t cycles);

  /// Cycle in which each command was done, from `start` on, in program order; 0: not done.
  std::vector<std::uint64_t> commandEnds(const Program& program, std::uint64_t start) const;

  /// By operator, by engine: the cycles up to the end of a command of the operator that follow the
  /// engine's command before.
  std::vector<std::array<EngineStates, isa::kEngineCount>>
  operatorEngines(const Graph& graph, const Program& program) const;

  /// Needs a run with recorded states.
  Timeline timeline(const Graph& graph, const Program& program) const;

  /// Cycle since the begin of the run in which the bus word at `address` was last written.
  std::optional<std::uint64_t> lastWrite(std::uint64_t address, std::uint64_t busBytes) const;

private:
  std::vector<TimelineState> statesOf(std::uint32_t engine) const;

  std::uint64_t begin_, cycles_;
  std::span<const weft_sim_event> events_;
  std::span<const weft_sim_states> changes_;
  std::span<const weft_sim_write> writes_;
};

} // namespace weft
