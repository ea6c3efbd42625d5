// wait_chain.hpp: Who waits for whom in a machine that stands still
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/runtime/command_text.hpp"
#include "verif/harness/sim_api.h"

#include <array>
#include <span>
#include <string>

namespace weft {

/// A machine at the moment in which its watchdog has barked.
struct StandingMachine {
  std::array<std::uint64_t, isa::kEngineCount> taken{}, finished{}; ///< commands of each engine
  std::array<std::uint32_t, isa::kEngineCount> states{};            ///< isa::State of each engine
  std::size_t ringHead = 0;                                         ///< first slot not yet fetched
  weft_sim_waiting waiting{};                                       ///< between design and memory
};

/// One line for each engine that has something to do, and one for the command fetch when it is part
/// of it: what the engine's oldest command waits for: tokens and the commands that would give them,
/// a channel of the memory, the fetch. Those that wait come before those they wait for; a circle is
/// named at the end. `ring`: the commands as they stand in memory.
std::string waitChain(const CommandText& text, std::span<const std::uint32_t> ring,
                      const StandingMachine& machine);

} // namespace weft
