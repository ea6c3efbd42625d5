// burst.hpp: What asks for an AXI burst
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// An INCR burst of whole beats.
struct Burst {
  hdl::UInt address;    ///< of its first byte
  hdl::UInt beatsLess1; ///< as on the AXI pins
  static constexpr int kLengthBits = 8;
  static constexpr std::tuple kFields{hdl::Field{"address", &Burst::address},
                                      hdl::Field{"beats_less_1", &Burst::beatsLess1}};

  static Burst shape(const hdl::Dim& addressWidth) {
    return {hdl::zeros(addressWidth), hdl::zeros(kLengthBits)};
  }
  static hdl::Dim bits(const hdl::Dim& addressWidth) { return hdl::widthOf(shape(addressWidth)); }
};

/// The `bits` low bits of `beatsLess1` in the word `burst`, a name.
inline hdl::UInt beatsLess1(const hdl::UInt& burst, const hdl::Dim& bits) {
  return burst.low(bits);
}

} // namespace weft
