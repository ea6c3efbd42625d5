// format.hpp: The format of every command as data: words, fields, ranges, engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/engines.hpp"
#include "gen/isa/field.hpp"
#include "gen/num/machine_kind.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::isa {

/// Commands are made of slots in the ring; the first two words of a command are its header.
inline constexpr int kSlotWords = 16;
inline constexpr int kSlotBytes = 4 * kSlotWords;
inline constexpr int kHeaderWords = 2;
inline constexpr std::uint32_t kFormatVersion = 1;

/// One opcode. `engine` is `processor` when no engine sees the command; `machines` are those that
/// have it.
struct CommandFormat {
  std::string name;
  std::uint32_t opcode;
  int slots;
  Engine engine;
  std::string meaning;
  std::vector<Field> fields;
  num::MachineKinds machines = {};
};

/// Fields of the header, the same for every command, in the order of their names here.
enum class HeaderField : std::size_t { opcode, version, slots, waitLow, waitHigh, signal };
const std::vector<Field>& headerFields();
const Field& headerField(HeaderField name);

/// The opcode in the first word of a command.
std::uint32_t opcodeOf(std::uint32_t firstWord);

/// Every command of any machine, ascending opcodes.
const std::vector<CommandFormat>& commandFormats();

/// Those of a machine, with the fields and values that it has.
std::vector<CommandFormat> commandFormats(num::MachineKind machine);

/// The format with this opcode, or null.
const CommandFormat* findFormat(std::uint32_t opcode);

/// Slots of every command of an engine of a machine, or 0 when it has none; they do not differ
/// within an engine.
int slotsOf(Engine engine, num::MachineKind machine);

/// Whether an engine of a machine runs several commands, so that it must be told which.
bool hasSeveralCommands(Engine engine, num::MachineKind machine);

/// Bits of what an engine that has commands sees of one: its words without the header.
int payloadBits(Engine engine, num::MachineKind machine = {});

/// Bits of `word` (2..) that no field of `format` uses; they must be zero.
std::uint32_t reservedMask(const CommandFormat& format, int word);

/// The first error that the command processor reports for these words (a whole number of slots, as
/// many as the header says or fewer): opcode, version, length, then word by word reserved bits
/// before fields. Empty for a legal command of the machine. Addresses and the hash are not
/// judged.
std::optional<ErrorCode> faultOf(std::span<const std::uint32_t> words,
                                 num::MachineKind machine = {});

} // namespace weft::isa
