// run_descriptor.hpp: The stream word that describes a contiguous range of bytes in memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Bits of the length of a run. A run has 1 .. 2^24 - 64 bytes and starts on a bus beat.
inline constexpr int kRunBytesW = 24;

/// Bits of a descriptor: `{address, bytes}`, bytes lowest.
inline hdl::Dim runDescriptorWidth(const hdl::Dim& addressWidth) {
  return addressWidth + kRunBytesW;
}

inline hdl::UInt runDescriptor(const hdl::UInt& address, const hdl::UInt& bytes) {
  return hdl::cat(address, bytes);
}

/// First byte address; `descriptor` is a name.
inline hdl::UInt runAddress(const hdl::UInt& descriptor) {
  return descriptor.at(kRunBytesW, descriptor.width() - kRunBytesW);
}

/// Number of bytes; `descriptor` is a name.
inline hdl::UInt runBytes(const hdl::UInt& descriptor) { return descriptor.low(kRunBytesW); }

} // namespace weft
