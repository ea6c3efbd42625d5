// command_bits.hpp: The bits of a command payload that hold one member of its struct.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/layout.hpp"
#include "gen/num/error.hpp"

namespace weft {

/// The slice of `payload` (words 2.. of a command) with the field of `member`, `width` bits of it,
/// which must hold the field's largest value. Throws InternalError for a member without a field.
template <class Command>
hdl::UInt commandBits(const hdl::UInt& payload, std::uint32_t Command::*member, int width) {
  for (const auto& entry : isa::layoutOf<Command>().members)
    if (entry.member == decltype(entry.member)(member))
      return payload.at(32 * (entry.field.word - isa::headerWords) + entry.field.low, width);
  throw InternalError("commandBits: the member has no field");
}

} // namespace weft
