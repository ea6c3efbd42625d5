// stream_scatter.cpp: A wide word becomes narrow ones
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/stream_scatter.hpp"

#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

StreamScatter::StreamScatter() : Module("stream_scatter", "a wide word becomes narrow ones") {
  require(LANES >= 2, "LANES_must_be_at_least_2");
  latency(1);
  Reg<Unsigned> left{this, "left_q", COUNT_W, "lanes still to send"};
  Reg<Bit> final{this, "last_q"};
  Reg<Unsigned> word{this, "word_q", LANES * LANE_W, "the next lane lowest"};
  Wire<Bit> lastLane{this, "last_lane"};

  lastLane <<= left == 1;
  in.ready <<= (left == 0) | (lastLane & out.ready);
  out.valid <<= left != 0;
  out.data <<= word.low(LANE_W);
  *out.last <<= final & lastLane;
  clocked(clk, reset, {left}, [&] {
    when(out.fire(), [&] {
      left <<= left - 1;
      word <<= word >> LANE_W;
    });
    when(in.fire(), [&] {
      left <<= mux(*in.last, inLanes, value(LANES, COUNT_W));
      final <<= *in.last;
      word <<= in.data;
    });
  });
  requireHeld(*this, clk, reset, out);
}

} // namespace weft
