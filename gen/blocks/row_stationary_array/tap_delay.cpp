// tap_delay.cpp: A word leaves one to eight cycles after it entered, as many as the user says.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/row_stationary_array/tap_delay.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

TapDelay::TapDelay()
    : Module("tap_delay", "a word leaves one to eight cycles after it entered, as the user says") {
  const UInt valids = validTaps(*this, "valid_line", clk, reset, validIn, LENGTH);
  validOut <<= valids.bit(cyclesLast);
  forEach("g_bit", "b", WIDTH, [&](Dim b) {
    Reg<Unsigned> line{this, "line_q", LENGTH, "newest bit lowest"};
    clocked(clk, [&] { line <<= cat(line.low(LENGTH - 1), dataIn.bit(b)); });
    dataOut.bit(b) <<= line.bit(cyclesLast);
  });
  requireStable(*this, "cycles_last_before_q", clk, reset, anyOf(valids), cyclesLast,
                "the delay stays while words are inside");
}

} // namespace weft
