// format.cpp: The format of every command as data: words, fields, ranges, engine.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/format.hpp"

#include "gen/isa/ranges.hpp"
#include "gen/num/error.hpp"

#include <algorithm>

namespace weft::isa {
namespace {

std::uint32_t headerValue(HeaderField name, std::span<const std::uint32_t> words) {
  const Field& field = headerField(name);
  return extract(field, words[static_cast<std::size_t>(field.word)]);
}

/// Leaves the fields and values that a machine has.
void keepThoseOf(num::MachineKind machine, CommandFormat& format) {
  const auto isForeign = [&](const auto& part) {
    return !part.machines.contains(machine.attention);
  };
  std::erase_if(format.fields, isForeign);
  for (Field& field : format.fields)
    if (std::erase_if(field.values, isForeign) != 0)
      field.most = std::ranges::max(field.values, {}, &NamedNumber::number).number;
}

std::optional<ErrorCode> headerFault(std::span<const std::uint32_t> words,
                                     num::MachineKind machine) {
  const CommandFormat* format = findFormat(opcodeOf(words[0]));
  if (format == nullptr || !format->machines.contains(machine))
    return ErrorCode::illegalOpcode;
  if (headerValue(HeaderField::version, words) != kFormatVersion)
    return ErrorCode::badVersion;
  const auto slots = static_cast<std::uint32_t>(format->slots);
  if (headerValue(HeaderField::slots, words) != slots ||
      words.size() < std::size_t{slots} * kSlotWords)
    return ErrorCode::badLength;
  if (format->engine == Engine::processor && headerValue(HeaderField::waitLow, words) != 0)
    return ErrorCode::reservedBits;
  return std::nullopt;
}

/// The tokens of a command that no engine sees would never be taken or given.
std::optional<ErrorCode> tokenFault(const CommandFormat& format, std::uint32_t word) {
  if (format.engine == Engine::processor && word != 0)
    return ErrorCode::reservedBits;
  return std::nullopt;
}

std::optional<ErrorCode> wordFault(const CommandFormat& format, int index, std::uint32_t word) {
  if ((word & reservedMask(format, index)) != 0)
    return ErrorCode::reservedBits;
  for (const Field& field : format.fields) {
    const std::uint32_t value = extract(field, word);
    if (field.word == index && (value < field.least || value > field.most))
      return ErrorCode::badField;
  }
  return std::nullopt;
}

} // namespace

const std::vector<Field>& headerFields() {
  static const std::vector<Field> fields = {
      {"opcode", 0, 7, 0, 0, onesOf(8), "which command"},
      {"version", 0, 11, 8, kFormatVersion, kFormatVersion, "format version"},
      {"slots", 0, 15, 12, 1, onesOf(4), "length in slots of 64 bytes"},
      {"wait_low", 0, 31, 16, 0, onesOf(16), "tokens 0 to 15 to wait for"},
      {"wait_high", 1, 7, 0, 0, onesOf(kTokenCount - 16), "tokens 16 to 23 to wait for"},
      {"signal", 1, 31, 8, 0, onesOf(kTokenCount), "tokens 0 to 23 to signal when done"}};
  return fields;
}

const Field& headerField(HeaderField name) {
  return headerFields()[static_cast<std::size_t>(name)];
}

std::uint32_t opcodeOf(std::uint32_t firstWord) {
  return extract(headerField(HeaderField::opcode), firstWord);
}

const CommandFormat* findFormat(std::uint32_t opcode) {
  for (const CommandFormat& format : commandFormats())
    if (format.opcode == opcode)
      return &format;
  return nullptr;
}

std::vector<CommandFormat> commandFormats(num::MachineKind machine) {
  std::vector<CommandFormat> formats = commandFormats();
  std::erase_if(formats, [&](const auto& format) { return !format.machines.contains(machine); });
  for (CommandFormat& format : formats)
    keepThoseOf(machine, format);
  return formats;
}

int slotsOf(Engine engine, num::MachineKind machine) {
  int slots = 0;
  for (const CommandFormat& format : commandFormats(machine)) {
    if (format.engine != engine)
      continue;
    if (slots != 0 && slots != format.slots)
      throw InternalError("commands of one engine differ in length");
    slots = format.slots;
  }
  return slots;
}

bool hasSeveralCommands(Engine engine, num::MachineKind machine) {
  return std::ranges::count(commandFormats(machine), engine, &CommandFormat::engine) > 1;
}

int payloadBits(Engine engine, num::MachineKind machine) {
  return 32 * (kSlotWords * slotsOf(engine, machine) - kHeaderWords);
}

std::uint32_t reservedMask(const CommandFormat& format, int word) {
  std::uint32_t used = 0;
  for (const Field& field : format.fields)
    if (field.word == word)
      used |= maskOf(field);
  return ~used;
}

std::optional<ErrorCode> faultOf(std::span<const std::uint32_t> words, num::MachineKind machine) {
  if (const auto fault = headerFault(words, machine))
    return fault;
  CommandFormat format = *findFormat(opcodeOf(words[0]));
  keepThoseOf(machine, format);
  if (const auto fault = tokenFault(format, words[1]))
    return fault;
  for (int index = kHeaderWords; index < format.slots * kSlotWords; ++index)
    if (const auto fault = wordFault(format, index, words[static_cast<std::size_t>(index)]))
      return fault;
  return std::nullopt;
}

} // namespace weft::isa
