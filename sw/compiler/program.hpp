// program.hpp: What the compiler hands to a device: commands, and where every tensor lies in memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/compiler/layout.hpp"
#include "sw/model/graph.hpp"
#include "sw/timeline/command_sink.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace weft {

/// Base registers as the compiler uses them: packed and row-wise constants, everything else.
inline constexpr std::uint32_t kConstantBase = 0;
inline constexpr std::uint32_t kTensorBase = 1;
inline constexpr std::size_t kSegmentCount = 2;

struct Program {
  static constexpr std::size_t kChecks = 1; ///< commands before the first operator's

  std::vector<std::uint32_t> words;    ///< of the commands: whole slots of 16 words
  std::size_t commands = 0;            ///< in `words`, the configuration check included
  std::vector<std::size_t> operatorOf; ///< by command behind the check: index in Graph::operators
  std::vector<CommandTile> tileOf;     ///< by command behind the check
  std::vector<Placement> placements;   ///< by TensorId
  std::vector<TensorId> stored;        ///< tensors that the program writes, in program order
  std::vector<std::uint8_t> constants; ///< contents of the constant segment
  std::array<std::uint64_t, kSegmentCount> segmentBytes{};

  std::size_t slots() const { return words.size() / 16; }
};

/// Compiles `graph` for `config`; one that needs the host is compiled by its parts (cutAtHost),
/// each a submission between what the host computes. Tiling, memory allocation, weight packing,
/// commands and tokens. Throws DesignError when something cannot fit, with the sizes; Interrupted
/// after an interruption.
Program compile(const Graph& graph, const Config& config);

/// The commands that `compile` encodes behind its configuration check, from the shapes alone: no
/// constant of `graph` needs a value, none is packed. Throws as `compile` does.
void plan(const Graph& graph, const Config& config, CommandSink& sink);
std::vector<PlannedCommand> plan(const Graph& graph, const Config& config);

/// Throws the DesignError that `plan` would throw, for some part of a graph that needs the host;
/// from shapes alone, and without choosing among schedules.
void requireCompilable(const Graph& graph, const Config& config);

} // namespace weft
