// run_check.cpp: Where a run of bytes lies, and why it may not be touched
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/run_check.hpp"

namespace weft {

using namespace hdl;

RunCheck::RunCheck() : Module("run_check", "where a run lies, and why it may not be touched") {
  require(ADDR_W >= kOffsetW, "ADDR_W_must_be_at_least_32");
  const Dim upper = ADDR_W - kRunBytesW;
  Wire<Unsigned> end{this, "end_offset", kOffsetW + 1, "where the run ends"};
  Wire<Unsigned> start{this, "start", ADDR_W + 1, "its address, with the bit beyond the bus"};
  Wire<Unsigned> reach{this, "reach", kRunBytesW + 1, "its end, in the lower bits of an address"};
  Wire<Bit> passes{this, "passes_the_top", "it starts on the bus and ends beyond it"};

  end <<= offset.extend(kOffsetW + 1) + bytes.extend(kOffsetW + 1);
  start <<= base.low(ADDR_W).extend(ADDR_W + 1) + offset.extend(ADDR_W + 1);
  reach <<= start.low(kRunBytesW).extend(kRunBytesW + 1) + bytes.extend(kRunBytesW + 1);
  passes <<= allOf(start.at(kRunBytesW, upper)) & reach.msb() & anyOf(reach.low(kRunBytesW));
  address <<= start.low(ADDR_W);
  faults <<= cat(base.msb() | start.msb() | passes, anyOf(start.low(clog2(BUS_BYTES))),
                 Bit(end > limit.extend(kOffsetW + 1)));
}

} // namespace weft
