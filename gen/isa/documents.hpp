// documents.hpp: The C header and the tables that follow from registers and commands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace weft::isa {

/// C header: offset of every register, shift and mask of every field.
std::string registersHeader();

/// C header: opcode, slots, word, shift and mask of every field of every command; error codes.
std::string commandsHeader();

/// Markdown: one table of registers, then the fields of those that have several.
std::string registersMarkdown();

/// Markdown: the header, one table for each command, error codes, engine states.
std::string commandsMarkdown();

} // namespace weft::isa
