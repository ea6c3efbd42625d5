// rounding.hpp: Hardware forms of num::roundShift and num::saturate.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// round(word / 2^shift) in `bits` bits, which must suffice; `word` is a name with at least
/// shift + bits bits, shift >= 1.
inline hdl::UInt rounded(const hdl::UInt& word, int shift, const hdl::Dim& bits) {
  return word.at(shift, bits) + cat(hdl::zeros(bits - 1), word.bit(shift - 1));
}
inline hdl::SInt rounded(const hdl::SInt& word, int shift, const hdl::Dim& bits) {
  return word.at(shift, bits) + cat(hdl::zeros(bits - 1), word.bit(shift - 1)).asSigned();
}

/// `word`, a name, limited to the signed range of `bits` bits, in `bits` bits.
inline hdl::SInt saturated(const hdl::SInt& word, int bits) {
  const hdl::SInt excess = word.high(word.width() - bits + 1);
  const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
  const hdl::SInt limit =
      mux(word.msb(), hdl::lit<hdl::Signed>(-top - 1, bits), hdl::lit<hdl::Signed>(top, bits));
  return mux(allOf(excess) | !anyOf(excess), word.low(bits), limit);
}

} // namespace weft
