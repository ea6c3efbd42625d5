// documents.hpp: The C headers and the pages that say all that drives the machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/machine.hpp"

#include <string>

namespace weft::isa {

/// C header of a machine with this attention: offset of every register, shift and mask of every
/// field.
std::string registersHeader(num::AttentionUnit attention);

/// C header of a machine: opcode, slots, word, shift and mask of every field of
/// every command, numbers of the values that have names; error codes.
std::string commandsHeader(num::MachineKind machine);

/// Markdown: one table of registers, then the fields of those that have several.
std::string registersMarkdown(const Machine& machine);

/// Markdown: the header, one table for each command, error codes, engine states.
std::string commandsMarkdown(const Machine& machine);

/// Markdown: pins, ring, tokens, errors and recovery.
std::string drivingMarkdown(const Machine& machine);

/// Markdown: the memories on chip and the layout of every operand of every command.
std::string operandsMarkdown(const Machine& machine);

/// Markdown: scale words and every formula, for the machine's approximations.
std::string arithmeticMarkdown(const Machine& machine);

} // namespace weft::isa
