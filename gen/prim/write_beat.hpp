// write_beat.hpp: What a writer hands to the AXI write data channel.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// A beat, with one strobe for each of its bytes.
struct WriteBeat {
  static constexpr int kByteBits = 8;
  hdl::UInt strobes, bytes;
  static constexpr std::tuple kFields{hdl::Field{"strobes", &WriteBeat::strobes},
                                      hdl::Field{"bytes", &WriteBeat::bytes}};
  static WriteBeat shape(const hdl::Dim& busBytes) {
    return {hdl::zeros(busBytes), hdl::zeros(kByteBits * busBytes)};
  }
  static hdl::Dim bits(const hdl::Dim& busBytes) { return hdl::widthOf(shape(busBytes)); }
};

} // namespace weft
