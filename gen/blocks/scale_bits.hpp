// scale_bits.hpp: The two parts of a scale's word, as hardware takes them apart.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/fixed.hpp"

namespace weft {

/// The multiplier of `scale`, a word as `num::Scale::word`; `scale` is a name.
inline hdl::UInt multiplierBits(const hdl::UInt& scale) {
  return scale.low(num::Scale::kMultiplierBits);
}

/// Its multiplier without the `dropped` lowest bits.
inline hdl::UInt multiplierBits(const hdl::UInt& scale, int dropped) {
  return scale.at(dropped, num::Scale::kMultiplierBits - dropped);
}

/// Its right shift.
inline hdl::UInt shiftBits(const hdl::UInt& scale) { return scale.high(num::Scale::kShiftBits); }

} // namespace weft
