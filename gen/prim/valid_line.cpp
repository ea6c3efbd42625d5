// valid_line.cpp: A valid bit leaves DEPTH cycles after it entered.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/valid_line.hpp"

namespace weft {

using namespace hdl;

ValidLine::ValidLine() : Module("valid_line", "a valid bit leaves DEPTH cycles after it entered") {
  Reg<Unsigned> line{this, "line_q", DEPTH};
  Wire<Unsigned> entered{this, "entered", DEPTH + 1, "with the present cycle"};

  require(DEPTH >= 1, "DEPTH_must_be_at_least_1");
  latency(DEPTH);
  entered <<= cat(line, validIn);
  clocked(clk, reset, {line}, [&] { line <<= entered.low(DEPTH); });
  validOut <<= line.msb();
  unused(entered.msb());
}

} // namespace weft
