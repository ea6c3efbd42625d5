// command_text.cpp: The commands of a program in words
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/command_text.hpp"

#include <algorithm>

namespace weft {
namespace {

std::string formatName(const isa::CommandFormat& format) {
  std::string name = format.name;
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return name;
}

void append(std::string& text, const char* name, const Extent& extent) {
  if (extent.empty())
    return;
  text += (text.empty() ? "" : ", ") + std::string(name) + " " + std::to_string(extent.begin);
  if (extent.end - extent.begin > 1)
    text += ".." + std::to_string(extent.end - 1);
}

} // namespace

std::vector<RingCommand> commandsIn(std::span<const std::uint32_t> ring, std::size_t count) {
  std::vector<RingCommand> commands;
  std::size_t word = 0;
  while (commands.size() < count && word < ring.size()) {
    const isa::CommandFormat* format = isa::findFormat(isa::opcodeOf(ring[word]));
    if (format == nullptr)
      break;
    const std::size_t words = static_cast<std::size_t>(format->slots) * isa::kSlotWords;
    if (words > ring.size() - word)
      break;
    commands.push_back({word, format, isa::decodeTokens(ring.subspan(word, words))});
    word += words;
  }
  return commands;
}

CommandText::CommandText(const Graph& graph, const Program& program)
    : graph_(graph), program_(program), commands_(commandsIn(program.words, program.commands)) {}

std::string CommandText::kind(std::size_t command) const {
  const RingCommand& found = commands_.at(command);
  std::string name = formatName(*found.format);
  if (name != "LOAD")
    return name;
  const auto load =
      isa::decode<isa::Load>(std::span(program_.words).subspan(found.word, isa::kSlotWords));
  return name + " " + std::string(isa::nameOf(load.destination));
}

std::string CommandText::operatorName(std::size_t command) const {
  if (command < Program::kChecks)
    return "";
  return graph_.operators[program_.operatorOf.at(command - Program::kChecks)].name;
}

std::string CommandText::tile(std::size_t command) const {
  if (command < Program::kChecks)
    return "";
  const CommandTile& tile = program_.tileOf.at(command - Program::kChecks);
  const std::string what = kind(command);
  std::string text;
  append(text, "heads", tile.heads);
  if (what != "LOAD weights" && what != "LOAD parameters")
    append(text, "rows", tile.rows);
  if (what != "LOAD activations")
    append(text, "columns", tile.columns);
  if (what != "LOAD parameters")
    append(text, "k", tile.inner);
  return text;
}

std::string CommandText::whole(std::size_t command) const {
  const std::string name = operatorName(command), part = tile(command);
  return "command " + std::to_string(command) + " (" + kind(command) +
         (name.empty() ? "" : " " + name) + (part.empty() ? "" : ", " + part) + ")";
}

} // namespace weft
