// command_text.hpp: The commands of a program in words
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"
#include "sw/compiler/program.hpp"

#include <span>
#include <string>
#include <vector>

namespace weft {

/// One command of a ring.
struct RingCommand {
  std::size_t word = 0; ///< its first, in the ring
  const isa::CommandFormat* format = nullptr;
  isa::Tokens tokens;

  std::size_t slot() const { return word / isa::kSlotWords; }
};

/// The commands that stand in `ring`, `count` of them or up to the first unknown opcode.
std::vector<RingCommand> commandsIn(std::span<const std::uint32_t> ring, std::size_t count);

/// Names the commands of `program` as an engineer would. Graph and program must outlive it.
class CommandText {
public:
  CommandText(const Graph& graph, const Program& program);

  /// "MATMUL", "LOAD weights"; "CHECK".
  std::string kind(std::size_t command) const;
  /// "layer0.qkv"; empty for the configuration check.
  std::string operatorName(std::size_t command) const;
  /// "rows 0..63, columns 0..767, k 0..255": both ends included; empty when there is no tile.
  std::string tile(std::size_t command) const;
  /// "command 12 (STORE layer0.qkv, rows 0..63, columns 0..767)".
  std::string whole(std::size_t command) const;

  const std::vector<RingCommand>& commands() const { return commands_; }

private:
  const Graph& graph_;
  const Program& program_;
  std::vector<RingCommand> commands_;
};

} // namespace weft
