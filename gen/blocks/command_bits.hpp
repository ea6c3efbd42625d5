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

/// A localparam COMMAND_FIELD: the lowest bit of the field in a payload.
inline hdl::Dim payloadOffset(hdl::Module& module, const std::string& command,
                              const isa::Field& field) {
  const std::string name = upperCase(command + "_" + field.name);
  for (const auto& symbol : module.body().symbols)
    if (symbol->name == name)
      return hdl::Dim(*symbol);
  return module.localparam(name, 32 * (field.word - isa::kHeaderWords) + field.low,
                           "lowest bit: " + field.meaning);
}

/// The low `width` bits of the field of `member` in `payload`, the words 2.. of a command. `width`
/// must hold the field's largest value. Throws InternalError for a member without a field.
template <class Command, class Number>
hdl::UInt payloadBits(const hdl::UInt& payload, Number Command::*member, const hdl::Dim& width) {
  const isa::Layout<Command>& layout = isa::layoutOf<Command>();
  for (const auto& entry : layout.members)
    if (entry.member == decltype(entry.member)(member))
      return payload.at(payloadOffset(*hdl::moduleOf(*payload.node()), layout.name, entry.field),
                        width);
  throw InternalError("payloadBits: the member has no field");
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
