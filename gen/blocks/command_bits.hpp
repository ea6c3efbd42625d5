// command_bits.hpp: The bits of a command payload that hold one member of its struct
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/layout.hpp"
#include "gen/num/error.hpp"

#include <cctype>

namespace weft {

/// `text` as the name of a constant.
inline std::string upperCase(std::string_view text) {
  std::string name;
  for (const char letter : text)
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return name;
}

/// A localparam RECORD_FIELD, declared when it is first asked for: the field's lowest bit, in a
/// word that begins with word `firstWord` of the command.
inline hdl::Dim lowestBit(hdl::Module& module, const std::string& record, const isa::Field& field,
                          int firstWord) {
  const std::string name = upperCase(record + "_" + field.name);
  for (const auto& symbol : module.body().symbols)
    if (symbol->name == name)
      return hdl::Dim(*symbol);
  return module.localparam(name, 32 * (field.word - firstWord) + field.low,
                           "lowest bit: " + field.meaning);
}

/// The bits of a field of the header in `word`, the command's word that holds it.
inline hdl::UInt headerBits(const hdl::UInt& word, isa::HeaderField name) {
  const isa::Field& field = isa::headerField(name);
  hdl::Module& module = *hdl::moduleOf(*word.node());
  return word.at(lowestBit(module, "HEADER", field, field.word), isa::widthOf(field));
}

/// The low `width` bits of the field of `member` in `payload`, the words 2.. of a command. `width`
/// must hold the field's largest value. Throws InternalError for a member without a field.
template <class Command, class Number>
hdl::UInt payloadBits(const hdl::UInt& payload, Number Command::*member, const hdl::Dim& width) {
  const isa::Layout<Command>& layout = isa::layoutOf<Command>();
  for (const auto& entry : layout.members)
    if (entry.member == decltype(entry.member)(member))
      return payload.at(
          lowestBit(*hdl::moduleOf(*payload.node()), layout.name, entry.field, isa::kHeaderWords),
          width);
  throw InternalError("payloadBits: the member has no field");
}

/// A field of each of three levels, the innermost lowest.
template <class Command, class Number>
hdl::UInt payloadLevels(const hdl::UInt& payload, const hdl::Dim& width, Number Command::*first,
                        Number Command::*second, Number Command::*third) {
  return hdl::cat(payloadBits(payload, third, width), payloadBits(payload, second, width),
                  payloadBits(payload, first, width));
}

/// A localparam of `module`, declared when it is first asked for.
inline hdl::UInt namedCode(hdl::Module& module, const std::string& name, std::uint32_t number,
                           int width) {
  for (const auto& signal : module.body().signals)
    if (signal->kind == hdl::Signal::Kind::constant && signal->name == name)
      return hdl::UInt(hdl::reference(*signal));
  return module.constant<hdl::Unsigned>(name, static_cast<std::int64_t>(number), width);
}

/// A localparam STEM_NAME, as wide as the field, for a value that hardware compares with.
template <class Kind>
hdl::UInt valueConstant(hdl::Module& module, const std::string& stem, Kind kind) {
  return namedCode(module, stem + "_" + upperCase(isa::nameOf(kind)), isa::numberOf(kind),
                   isa::kBits<Kind>);
}

/// Localparams ERROR_.., ENGINE_.., STATE_.. for what hardware shows.
inline hdl::UInt codeOf(hdl::Module& module, isa::ErrorCode code) {
  const auto number = static_cast<std::uint32_t>(code);
  return namedCode(module, "ERROR_" + upperCase(isa::kErrorNames[number]), number, 8);
}
inline hdl::UInt codeOf(hdl::Module& module, isa::Engine engine) {
  const auto number = static_cast<std::uint32_t>(engine);
  return namedCode(module, "ENGINE_" + upperCase(isa::kEngineNames[number]), number, 3);
}
inline hdl::UInt codeOf(hdl::Module& module, isa::State state) {
  const auto number = static_cast<std::uint32_t>(state);
  return namedCode(module, "STATE_" + upperCase(isa::kStateNames[number]), number, 3);
}

} // namespace weft
