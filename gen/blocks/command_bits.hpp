// command_bits.hpp: The bits of a command payload that hold one member of its struct
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/layout.hpp"
#include "gen/num/error.hpp"

#include <cctype>

namespace weft {

/// The low `width` bits of the field of `member` in `payload`, the words 2.. of a command. `width`
/// must hold the field's largest value. Throws InternalError for a member without a field.
template <class Command, class Number>
hdl::UInt payloadBits(const hdl::UInt& payload, Number Command::*member, const hdl::Dim& width) {
  for (const auto& entry : isa::layoutOf<Command>().members)
    if (entry.member == decltype(entry.member)(member))
      return payload.at(32 * (entry.field.word - isa::kHeaderWords) + entry.field.low, width);
  throw InternalError("payloadBits: the member has no field");
}

/// A localparam STEM_NAME, as wide as the field, for a value that hardware compares with.
template <class Kind>
hdl::UInt valueConstant(hdl::Module& module, const std::string& stem, Kind kind) {
  std::string name = stem + "_";
  for (const char letter : isa::nameOf(kind))
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return module.constant<hdl::Unsigned>(name, isa::numberOf(kind), isa::kBits<Kind>);
}

/// The three bits with which an engine reports what it does.
inline hdl::UInt stateBits(isa::State state) {
  return hdl::lit<hdl::Unsigned>(static_cast<int>(state), 3);
}

} // namespace weft
