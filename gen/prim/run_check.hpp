// run_check.hpp: Where a run of bytes lies, and why it may not be touched
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/prim/run_descriptor.hpp"
#include "gen/prim/run_fault.hpp"

namespace weft {

/// The faults of a place in an on-chip memory that does not exist.
inline hdl::UInt placeFault(const hdl::Bit& outside) {
  return hdl::cat(hdl::zeros(kRunFaults - 1), outside);
}

/// A base register on its way to the engines: `{it has bits that the bus lacks, address}`.
inline hdl::Dim baseWidth(const hdl::Dim& addressWidth) { return addressWidth + 1; }

/// The address of a run `offset_i` behind a base register, and its faults: it ends behind the
/// limit, does not start on a bus beat, or reaches beyond the last address of the bus.
/// Combinational.
struct RunCheck : hdl::Module {
  static constexpr int kOffsetW = 32;

  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a byte address, at least 32");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a bus beat, a power of two");

  hdl::In<hdl::Unsigned> base{this, "base_i", baseWidth(ADDR_W), "{beyond the bus, address}"};
  hdl::In<hdl::Unsigned> limit{this, "limit_i", kOffsetW, "bytes that may be touched behind it"};
  hdl::In<hdl::Unsigned> offset{this, "offset_i", kOffsetW, "of the run"};
  hdl::In<hdl::Unsigned> bytes{this, "bytes_i", kRunBytesW, "of the run"};
  hdl::Out<hdl::Unsigned> address{this, "address_o", ADDR_W, "of its first byte"};
  hdl::Out<hdl::Unsigned> faults{this, "faults_o", kRunFaults,
                                 "{beyond the bus, misaligned, over the limit}"};

  RunCheck();
};

} // namespace weft
