// markdown.cpp: The tables that follow from registers and commands.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/documents.hpp"
#include "gen/isa/format.hpp"
#include "gen/isa/page.hpp"
#include "gen/isa/registers.hpp"

#include <cstdio>

namespace weft::isa {
namespace {

std::string hex(std::uint32_t value, int digits) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%0*x", digits, value);
  return text;
}

std::string bitsText(const Field& field) {
  const std::string high = std::to_string(field.high);
  return field.high == field.low ? high : high + ":" + std::to_string(field.low);
}

std::string rangeText(const Field& field, const Machine& machine) {
  if (field.unit != Unit::plain)
    return unitText(field.unit, machine);
  const std::uint32_t most = std::min(field.most, onesOf(widthOf(field)));
  if (field.least == 0 && most == onesOf(widthOf(field)))
    return "any";
  if (field.least == most)
    return std::to_string(most);
  return std::to_string(field.least) + " to " + std::to_string(most);
}

/// "which words: 0 activations, 1 weights"
std::string meaningText(const Field& field) {
  std::string text = field.meaning;
  for (const NamedNumber& value : field.values)
    text += (&value == &field.values.front() ? ": " : ", ") + std::to_string(value.number) + " " +
            value.name;
  return text;
}

void fieldTable(std::string& text, const std::vector<Field>& fields, const Machine& machine) {
  text += "| word | bits | field | allowed | meaning |\n|---|---|---|---|---|\n";
  for (const Field& field : fields)
    text += "| w" + std::to_string(field.word) + " | " + bitsText(field) + " | `" + field.name +
            "` | " + rangeText(field, machine) + " | " + meaningText(field) + " |\n";
}

/// What the values with names stand for.
void valueList(std::string& text, const std::vector<Field>& fields) {
  for (const Field& field : fields) {
    for (const NamedNumber& value : field.values)
      text += (&value == &field.values.front() ? "\n`" + field.name + "`: " : "; ") + "`" +
              value.name + "` " + value.meaning;
    text += field.values.empty() ? "" : ".\n";
  }
}

void registerFields(std::string& text, const Register& entry) {
  text += "\n## " + entry.name + "\n\n| bits | field | meaning |\n|---|---|---|\n";
  for (const Field& field : entry.fields)
    text += "| " + bitsText(field) + " | `" + field.name + "` | " + field.meaning + " |\n";
}

void numberTable(std::string& text, const std::string& title, const std::string& name,
                 std::span<const std::string_view> names, std::size_t first) {
  text += "\n## " + title + "\n\n| value | " + name + " |\n|---|---|\n";
  for (std::size_t i = first; i < names.size(); ++i)
    text += "| " + std::to_string(i) + " | `" + std::string(names[i]) + "` |\n";
}

void errorTable(std::string& text) {
  text += "\n## Error codes\n\n| code | name | meaning |\n|---|---|---|\n";
  for (std::size_t i = 1; i < kErrorNames.size(); ++i)
    text += "| " + std::to_string(i) + " | `" + std::string(kErrorNames[i]) + "` | " +
            std::string(kErrorMeanings[i]) + " |\n";
}

} // namespace

std::string registersMarkdown(const Machine& machine) {
  std::string text =
      "# Registers\n\nOne AXI4-Lite window of 4 KiB, 32-bit registers. Reserved "
      "bits read as zero; unused offsets read as zero and ignore writes. How to use them: "
      "[driving](driving.md).\n\n"
      "| offset | name | access | reset | meaning |\n|---|---|---|---|---|\n";
  for (const Register& entry : registerMap(machine.attention)) {
    const auto constant = machine.constants.find(entry.offset);
    const std::uint32_t reset =
        constant == machine.constants.end() ? entry.reset : constant->second;
    text += "| " + hex(entry.offset, 3) + " | `" + entry.name + "` | " + accessText(entry.access) +
            " | " + hex(reset, 1) + " | " + entry.meaning + " |\n";
  }
  for (const Register& entry : registerMap(machine.attention))
    if (entry.fields.size() > 1)
      registerFields(text, entry);
  return text;
}

std::string commandsMarkdown(const Machine& machine) {
  std::string text =
      "# Commands\n\nLittle-endian 32-bit words in slots of 64 bytes. Bits that no "
      "field names must be zero. Where operands lie: "
      "[operands](operands.md); what is computed: [arithmetic](arithmetic.md); rings, "
      "tokens, errors: [driving](driving.md).\n\n## Header of every command\n\n";
  fieldTable(text, headerFields(), machine);
  for (const CommandFormat& format : commandFormats(machine.kind())) {
    text += "\n## " + std::to_string(format.opcode) + " " + format.name + "\n\n" + format.meaning +
            " Slots: " + std::to_string(format.slots) +
            ". Runs on: " + std::string(kEngineNames[static_cast<std::size_t>(format.engine)]) +
            ".\n\n";
    fieldTable(text, format.fields, machine);
    valueList(text, format.fields);
  }
  errorTable(text);
  numberTable(text, "Engines", "engine", kEngineNames, 0);
  numberTable(text, "Engine states", "state", kStateNames, 0);
  return text;
}

} // namespace weft::isa
