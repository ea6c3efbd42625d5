// valid_line.cpp: Remembers in which of the last DEPTH cycles something entered.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/valid_line.hpp"

namespace weft {

using namespace hdl;

ValidLine::ValidLine()
    : Module("valid_line", "remembers in which of the last DEPTH cycles something entered") {
  Reg<Unsigned> line{this, "line_q", DEPTH};
  Wire<Unsigned> entered{this, "entered", DEPTH + 1, "with the present cycle"};

  require(DEPTH >= 1, "DEPTH_must_be_at_least_1");
  entered <<= cat(line, valid);
  clocked(clk, rst, {line}, [&] { line <<= entered.low(DEPTH); });
  taps <<= line;
  unused(entered.msb());
}

} // namespace weft
