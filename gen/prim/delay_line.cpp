// delay_line.cpp: A word leaves DEPTH cycles after it entered.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/delay_line.hpp"

namespace weft {

using namespace hdl;

DelayLine::DelayLine() : Module("delay_line", "a word leaves DEPTH cycles after it entered") {
  Reg<Unsigned> line{this, "line_q", DEPTH * WIDTH, "newest word lowest"};
  Wire<Unsigned> stages{this, "stages", (DEPTH + 1) * WIDTH, "every word in flight"};

  require(DEPTH >= 1, "DEPTH_must_be_at_least_1");
  latency(DEPTH);
  stages <<= cat(line, dataIn);
  clocked(clk, [&] { line <<= stages.low(DEPTH * WIDTH); });
  dataOut <<= line.high(WIDTH);
  unused(stages.high(WIDTH));
}

} // namespace weft
